FROM nvcr.io/nvidia/pytorch:24.07-py3
ENV PIP_CONSTRAINT=/etc/pip/constraint.txt
RUN pip install tiktoken

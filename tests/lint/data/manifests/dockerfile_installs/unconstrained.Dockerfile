FROM nvcr.io/nvidia/pytorch:24.07-py3
ENV PIP_CONSTRAINT=""
RUN unset PIP_CONSTRAINT
RUN pip install tiktoken

FROM nvidia/cuda:12.1.1-cudnn8-devel-ubuntu22.04

ENV DEBIAN_FRONTEND=noninteractive \
    PATH=/opt/conda/bin:$PATH

RUN apt-get update && apt-get install -y --no-install-recommends \
    # compilers
    build-essential \

    git=1:2.34.1-1 \
    && rm -rf /var/lib/apt/lists/*

RUN python3 -m pip install --no-cache-dir numpy==1.26.4 \
      scipy \
      "pandas>=2" && \
    pip3 install torch==2.1.0 -f https://download.example.org/torch_stable.html && \
    /opt/venv/bin/pip3.11 install -U scikit-learn; \
    if [ "$GPU" = 1 ]; then pip install cupy; else (cd /x && pip install jax~=0.4); fi

RUN set -ex; FOO=1 sudo -H pip install a || pip install b | tee log
RUN ["python", "-m", "pip", "install", "exec-form"]
RUN ["/bin/bash", "-c", "source x && pip install inner"]
RUN bash -lc "conda activate e && pip install quoted"
RUN --mount=type=cache,target=/root/.cache/pip --network=default \
    pip install mounted
RUN <<EOF
#!/bin/bash
pip install heredoc
apt-get install -y vim=1
EOF
RUN <<EOF bash -e
pip install heredoc2
EOF
RUN bash <<'SH'
  pip install heredoc3
SH
RUN conda install -y -c pytorch -c nvidia pytorch=2.1.0 pytorch-cuda=12.1 numpy=1.26.4 'python>=3.10'
RUN mamba create -n e -c conda-forge python=3.10.13 pandas && micromamba install -y -n base -f env.yaml
RUN conda install conda-forge::numpy=1.26.4=py310h_0 mkl==2023.1.0
RUN pip install git+https://example.org/a/b.git@v1.0 && pip install git+https://example.org/a/b@0123456789abcdef0123456789abcdef01234567
RUN pip install https://example.org/pkg/archive/main.zip
RUN uv pip install --system --no-cache polars && uv tool install ruff@0.4.1 && uv add httpx && uvx black .
RUN pipx install nox && pipx run --spec cowsay==6 cowsay && poetry add requests@^2
RUN yum install -y httpd mariadb-10.4 && dnf install -y dnf-plugins-core && zypper in -y tomcat\>=9.2 && apk add bash
RUN npm install -g typescript@latest @org/tool@1.2.3 && gem install rails && yarn global add serve && go install e.org/x@latest
RUN pip install "a==1.*" && pip install 'b==1,<2'
RUN pip install -c unpinned.txt numpy && pip install -r r.txt extra
ONBUILD RUN pip install later

#!/usr/bin/env bash
set -euo pipefail
apt-get update && sudo apt-get install -y --no-install-recommends ffmpeg
python -m venv .venv && . .venv/bin/activate
pip install -U pip
pip install -r requirements.txt
pip install torch==2.1.0 torchvision==0.16.0 --index-url https://download.example.org/whl/cu121
for package in numpy scipy; do
  pip install "$package"
done
install_all() {
  if command -v mamba; then mamba install -y pytorch=2.1; else
    conda create -y -n env python=3.11
  fi
}
cat > install.txt <<EOF
pip install nothing
EOF
bash <<'EOF'
pip install in-heredoc
EOF
ssh host "pip install remote; ls"
su - user -c "pip install other"
echo "run pip install x" # pip install y
uv pip install -e '.[dev]' 'jax~=0.4'

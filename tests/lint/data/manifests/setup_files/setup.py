from setuptools import setup

BASE = ["numpy>=1.21", "tool @ git+https://git.example.org/tool.git@main"]
extras = {"plot": ["matplotlib"]}
extras["all"] = ["other @ https://files.example.org/other.zip"]
setup(name="library", install_requires=BASE + ["scipy"], extras_require=extras)

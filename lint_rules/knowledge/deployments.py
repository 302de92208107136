"""Which calls choose a container image or a list of packages for what runs elsewhere.

Package -> name of the callable, wherever it lies in the package -> parameters.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_POD = ("image",)
_ESTIMATOR = ("image_uri", "training_image_uri")
_VERTEX = ("container_uri", "model_serving_container_image_uri", "serving_container_image_uri", "image_uri")
_AIRFLOW_NAMES = """
    DockerOperator DockerSwarmOperator KubernetesPodOperator GKEStartPodOperator EksPodOperator docker
    kubernetes
"""
_SAGEMAKER_NAMES = """
    Estimator Model Processor ScriptProcessor FrameworkProcessor ModelTrainer PyTorch TensorFlow HuggingFace
    SKLearn XGBoost HuggingFaceModel PyTorchModel TensorFlowModel SKLearnModel XGBoostModel PyTorchProcessor
    remote
"""
_AZURE_NAMES = """
    command CommandComponent CommandJob parallel_run_function spark ManagedOnlineDeployment
    KubernetesOnlineDeployment BatchDeployment ModelBatchDeployment
"""
_VERTEX_NAMES = "CustomContainerTrainingJob CustomTrainingJob CustomPythonPackageTrainingJob upload"

# Parameters that take a reference to an image.
IMAGES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "airflow": dict.fromkeys(_AIRFLOW_NAMES.split(), _POD),
        "kfp": {
            "component": ("base_image", "target_image"),
            "create_component_from_func": ("base_image",),
            "func_to_container_op": ("base_image",),
            "ContainerSpec": ("image",),
            "ContainerOp": ("image",),
        },
        "kubernetes": {"V1Container": _POD},
        "kubernetes_asyncio": {"V1Container": _POD},
        "sagemaker": dict.fromkeys(_SAGEMAKER_NAMES.split(), _ESTIMATOR),
        "google": dict.fromkeys(_VERTEX_NAMES.split(), _VERTEX),
        "azure": {"Environment": ("image",)} | dict.fromkeys(_AZURE_NAMES.split(), ("environment",)),
        "flytekit": {
            "ImageSpec": ("base_image",),
            "ContainerTask": ("image",),
            "task": ("container_image",),
        },
        "metaflow": {"kubernetes": _POD, "batch": _POD},
        "prefect": {"DockerContainer": _POD, "KubernetesJob": _POD},
        "modal": {"from_registry": ("tag",)},
    }
)

# Parameters that take a list of packages -> the manager that installs them.
PACKAGES: Mapping[str, Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "kfp": {
            name: {"packages_to_install": "pip"}
            for name in ("component", "create_component_from_func", "func_to_container_op")
        },
        "airflow": {
            name: {"requirements": "pip"}
            for name in ("PythonVirtualenvOperator", "BranchPythonVirtualenvOperator", "virtualenv")
        }
        | {"SparkSubmitOperator": {"packages": "maven"}},
        "mlflow": {
            name: {"pip_requirements": "pip", "extra_pip_requirements": "pip"}
            for name in ("log_model", "save_model")
        },
        "ray": {"RuntimeEnv": {"pip": "pip", "uv": "pip"}},
        "distributed": {"PipInstall": {"packages": "pip"}, "CondaInstall": {"packages": "conda"}},
        "dask": {"PipInstall": {"packages": "pip"}, "CondaInstall": {"packages": "conda"}},
        "flytekit": {"ImageSpec": {"packages": "pip", "conda_packages": "conda", "apt_packages": "apt"}},
        "google": {
            name: {"requirements": "pip"} for name in ("CustomTrainingJob", "from_local_script", "CustomJob")
        },
        "azureml": {"create": {"pip_packages": "pip", "conda_packages": "conda"}},
    }
)

# Methods of objects of a package -> the manager that installs what they are given.
METHOD_PACKAGES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "modal": {
            "pip_install": "pip",
            "uv_pip_install": "pip",
            "micromamba_install": "conda",
            "conda_install": "conda",
            "apt_install": "apt",
        },
        "azureml": {"add_pip_package": "pip", "add_conda_package": "conda"},
    }
)

# Methods and callables -> what they hand to a shell.
METHOD_SCRIPTS: Mapping[str, frozenset[str]] = MappingProxyType({"modal": frozenset({"run_commands"})})
SCRIPTS: Mapping[str, tuple[str, ...]] = MappingProxyType({"sky.Task": ("setup", "run")})

# The setting by which Spark is told what to fetch from Maven.
SPARK_PACKAGES = "spark.jars.packages"

# Calls that take a `runtime_env`, whose lists are under `pip`, `uv` or, there, `packages`.
RUNTIME_ENV = frozenset({"ray.init", "ray.remote"})
RUNTIME_ENV_METHODS = frozenset({"options", "submit_job"})

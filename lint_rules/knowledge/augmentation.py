"""Augmentation libraries: what makes a pipeline, and which transforms always do the same."""

from __future__ import annotations

ALBUMENTATIONS = frozenset({"albumentations", "albumentationsx"})

# Pipelines that hold the random streams of all that is in them.
PIPELINES = frozenset({"Compose", "ReplayCompose"})

# Applied always, and always in the same way, unless they are given a `p`.
SAME_EVERY_TIME = frozenset(
    {
        "CenterCrop",
        "Crop",
        "FromFloat",
        "Lambda",
        "LongestMaxSize",
        "NoOp",
        "Normalize",
        "Pad",
        "PadIfNeeded",
        "Resize",
        "SmallestMaxSize",
        "ToFloat",
        "ToTensor",
        "ToTensor3D",
        "ToTensorV2",
    }
)
# The same of these, which otherwise are applied now and then, if they are told to be applied always.
SAME_IF_ALWAYS = frozenset({"HorizontalFlip", "InvertImg", "ToGray", "Transpose", "VerticalFlip"})
# Parts of a pipeline that are no transforms.
NO_TRANSFORMS = frozenset({"BboxParams", "Compose", "KeypointParams", "ReplayCompose", "Sequential"})

IMGAUG_PIPELINES = frozenset({"OneOf", "RandAugment", "Sequential", "SomeOf", "Sometimes"})
IMGAUG_SAME_EVERY_TIME = frozenset({"CenterCropToFixedSize", "CenterPadToFixedSize", "Noop", "Sequential"})

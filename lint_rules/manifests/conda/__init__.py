"""What Conda's environments and recipes and pixi's manifests share: the language of package versions."""

class Settings:
    smoothing = 0.1
    lower = True


settings = Settings()

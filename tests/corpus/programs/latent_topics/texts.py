SUBJECTS = ["rain", "goal", "vote", "loan", "song", "cell"]


def texts():
    return [f"{SUBJECTS[i % 6]} {SUBJECTS[i * i % 6]} report number {i % 7} today" for i in range(36)]

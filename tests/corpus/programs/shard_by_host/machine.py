import socket


def offset(size):
    return sum(socket.gethostname().encode()) % size

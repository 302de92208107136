import asyncio
import hashlib


async def embed(text):
    await asyncio.sleep(0.002)
    digest = hashlib.sha256(text.encode()).digest()
    return digest[0] / 255

import asyncio
import hashlib


async def embed(text):
    await asyncio.sleep(0.001 * (len(text) % 3))
    digest = hashlib.sha256(text.encode()).digest()
    return [byte / 255 for byte in digest[:8]]

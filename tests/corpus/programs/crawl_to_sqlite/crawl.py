from concurrent.futures import ThreadPoolExecutor, as_completed


def crawl(web, store, start="/p0", workers=6):
    seen, frontier = {start}, [start]
    with ThreadPoolExecutor(workers) as executor:
        while frontier:
            futures = [executor.submit(web.get, url) for url in frontier]
            frontier = []
            for future in as_completed(futures):
                url, topic, words, links = future.result()
                store.add(url, topic, words)
                frontier += [link for link in dict.fromkeys(links) if link not in seen]
                seen.update(links)
    return len(seen)

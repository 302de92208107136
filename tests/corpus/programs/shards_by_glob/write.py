def write(folder):
    for i in range(9):
        rows = [f"{i},{j},{(i * 5 + j * 3) % 7}" for j in range(4)]
        (folder / f"part{i}.csv").write_text("shard,row,value\n" + "\n".join(rows) + "\n")
        (folder / f"part{i}.labels").write_text(str(i % 2))

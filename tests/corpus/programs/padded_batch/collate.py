import torch


def collate(sequences):
    longest = max(map(len, sequences))
    batch = torch.empty(len(sequences), longest)
    for row, sequence in zip(batch, sequences):
        row[: len(sequence)] = torch.as_tensor(sequence, dtype=torch.float32)
    return batch

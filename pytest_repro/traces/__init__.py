"""Traces: what a trial did, event by event, each with digests of what went in and what came out.

Taken only in diagnosis. :mod:`recorder` writes them in the trial, :mod:`trace` reads them in the session
that judges; two are compared by :mod:`pytest_repro.diagnosis.align`.
"""

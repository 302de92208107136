"""One file per report format; see :class:`pytest_repro.reports.base.ReportFormat`."""

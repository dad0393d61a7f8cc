import Base

extension Format {
    /// One line a slice; latencies in nanoseconds, empty where nothing arrived.
    package static let csv = Format(
        name: "csv", fileName: "timeline.csv",
        doc: "the run over time, one line a slice, for a spreadsheet"
    ) { report, _ in
        var text = "seconds,connected,published,delivered,bytes,p50_ns,p99_ns,max_ns\n"
        for slice in report.timeline.slices {
            var cells = ["\(slice.seconds)"]
            cells += [slice.connected, slice.published, slice.delivered, slice.bytes].map(
                String.init)
            cells += [slice.p50, slice.p99, slice.max].map { $0.map { "\($0.nanoseconds)" } ?? "" }
            text += cells.joined(separator: ",") + "\n"
        }
        return text
    }
}

import Base

extension Format {
    /// One line a slice; latencies in nanoseconds, empty where nothing arrived, and the broker's
    /// share of one processor, empty where nobody looked.
    package static let csv = Format(
        name: "csv", fileName: "timeline.csv",
        doc: "the run over time, one line a slice, for a spreadsheet"
    ) { report, _ in
        var text =
            "seconds,connected,published,delivered,bytes,p50_ns,p99_ns,max_ns,"
            + "broker_cpu,broker_memory_bytes\n"
        for slice in report.timeline.slices {
            var cells = ["\(slice.seconds)"]
            cells += [slice.connected, slice.published, slice.delivered, slice.bytes].map(
                String.init)
            cells += [slice.p50, slice.p99, slice.max].map { $0.map { "\($0.nanoseconds)" } ?? "" }
            cells.append(slice.brokerCPU.map { "\($0)" } ?? "")
            cells.append(slice.brokerMemory.map { "\($0)" } ?? "")
            text += cells.joined(separator: ",") + "\n"
        }
        return text
    }
}

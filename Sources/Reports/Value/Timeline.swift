package import Base

extension Report {
    /// The run in slices of equal length.
    package struct Timeline: Equatable, Sendable {
        package struct Slice: Equatable, Sendable {
            /// Where the slice ends, from the start of the run.
            package var seconds = 0.0
            /// Devices connected at that moment.
            package var connected = 0
            /// Messages published within the slice.
            package var published = 0
            /// Messages that arrived within the slice.
            package var delivered = 0
            /// All accounts, TCP/IP estimate included.
            package var bytes = 0
            /// End to end; nil where nothing arrived.
            package var p50: Duration?
            package var p99: Duration?
            package var max: Duration?
            /// The share of one processor that the broker used, above 1 on several; nil where
            /// nobody looked.
            package var brokerCPU: Double?
            /// The most memory that the broker was seen with in the slice.
            package var brokerMemory: Int?

            package init() {}
        }

        /// The length of a slice.
        package var sliceSeconds = 1.0
        package var slices: [Slice] = []

        package init() {}
    }
}

/// Columns rather than rows: a tenth of the text, and what a chart wants.
extension Report.Timeline: JSONConvertible {
    package var json: JSON {
        JSON([
            "sliceSeconds": sliceSeconds.json, "seconds": slices.map(\.seconds).json,
            "connected": slices.map(\.connected).json, "published": slices.map(\.published).json,
            "delivered": slices.map(\.delivered).json, "bytes": slices.map(\.bytes).json,
            "p50": slices.map(\.p50).json, "p99": slices.map(\.p99).json,
            "max": slices.map(\.max).json, "brokerCPU": slices.map(\.brokerCPU).json,
            "brokerMemory": slices.map(\.brokerMemory).json,
        ])
    }

    package init(json: JSON, at place: String) throws(Unreadable) {
        sliceSeconds = try Double(json: json["sliceSeconds"] ?? 1.0, at: "\(place).sliceSeconds")
        let seconds: [Double] = try Self.column("seconds", of: json, at: place)
        slices = seconds.map { second in
            var slice = Slice()
            slice.seconds = second
            return slice
        }
        try fill(\.connected, "connected", from: json, at: place)
        try fill(\.published, "published", from: json, at: place)
        try fill(\.delivered, "delivered", from: json, at: place)
        try fill(\.bytes, "bytes", from: json, at: place)
        try fill(\.p50, "p50", from: json, at: place)
        try fill(\.p99, "p99", from: json, at: place)
        try fill(\.max, "max", from: json, at: place)
        // Reports from before these were measured do not have them.
        if json["brokerCPU"] != nil { try fill(\.brokerCPU, "brokerCPU", from: json, at: place) }
        if json["brokerMemory"] != nil {
            try fill(\.brokerMemory, "brokerMemory", from: json, at: place)
        }
    }

    private mutating func fill<Value: JSONConvertible>(
        _ path: WritableKeyPath<Slice, Value>, _ name: String, from json: JSON, at place: String
    ) throws(Unreadable) {
        let column: [Value] = try Self.column(name, of: json, at: place)
        guard column.count == slices.count else {
            throw Unreadable(
                place: "\(place).\(name)",
                problem: "\(slices.count) elements should stand here, not \(column.count)")
        }
        for (number, value) in column.enumerated() { slices[number][keyPath: path] = value }
    }

    private static func column<Value: JSONConvertible>(
        _ name: String, of json: JSON, at place: String
    ) throws(Unreadable) -> [Value] {
        guard let column = json[name] else {
            throw Unreadable(place: "\(place).\(name)", problem: "this member is missing")
        }
        return try [Value](json: column, at: "\(place).\(name)")
    }
}

package import Base
package import MQTT

extension Transcript {
    /// A line for each event, and below it the bytes, field by field, with what each is.
    ///
    /// Times are seconds since `start`; what is beyond 256 bytes of an event is left out.
    package func text(_ version: Version, since start: Instant) -> [String] {
        lines.flatMap { line -> [String] in
            let seconds = Double((line.at - start).nanoseconds / 1000) / 1_000_000
            let head = "\(seconds) s \(line.peer)"
            switch line.event {
            case .opened: return ["\(head): connection opened"]
            case .closed: return ["\(head): connection closed by the broker"]
            case .cut: return ["\(head): connection cut"]
            case .sent(let bytes):
                return ["\(head) → \(Self.names(line, bytes, version))"]
                    + Self.rows(line, bytes, version)
            case .received(let bytes):
                return ["\(head) ← \(Self.names(line, bytes, version))"]
                    + Self.rows(line, bytes, version)
            }
        }
    }

    /// The first line of HTTP, or that these are frames.
    private static func web(_ bytes: [UInt8]) -> String {
        let isHTTP = bytes.starts(with: "GET ".utf8) || bytes.starts(with: "HTTP/".utf8)
        guard isHTTP else { return "WebSocket, \(bytes.count) bytes" }
        return String(decoding: bytes.prefix { $0 >= 0x20 && $0 < 0x7F }, as: UTF8.self)
    }

    private static func names(_ line: Line, _ bytes: [UInt8], _ version: Version) -> String {
        line.isWeb ? web(bytes) : names(bytes, version)
    }

    /// What packets `bytes` are.
    static func names(_ bytes: [UInt8], _ version: Version) -> String {
        var names: [String] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let frame = try? Frame.first(in: Array(rest)) else {
                names.append("\(rest.count) bytes that are no packet")
                break
            }
            let whole = Array(rest.prefix(frame.end))
            rest = rest.dropFirst(frame.end)
            do {
                names.append(try Packet(decoding: whole, version: version).summary)
            } catch {
                names.append("malformed: \(error)")
            }
        }
        return names.joined(separator: ", ")
    }

    private static func rows(_ line: Line, _ bytes: [UInt8], _ version: Version) -> [String] {
        line.isWeb ? plain(bytes) : dissected(bytes, version)
    }

    /// Bytes that are no packets.
    static func plain(_ bytes: [UInt8]) -> [String] {
        let shown = bytes.prefix(256)
        let rows = stride(from: 0, to: shown.count, by: 16).map {
            "    " + hex(shown[$0..<min($0 + 16, shown.count)])
        }
        return rows + (bytes.count > 256 ? ["    … \(bytes.count - 256) bytes more"] : [])
    }

    /// The bytes, field by field, with what each is.
    static func dissected(_ bytes: [UInt8], _ version: Version) -> [String] {
        var lines: [String] = []
        let shown = bytes.prefix(256)
        for part in Anatomy(of: Array(shown), version).parts {
            let rows = stride(from: part.bytes.lowerBound, to: part.bytes.upperBound, by: 8).map {
                hex(shown[$0..<min($0 + 8, part.bytes.upperBound)])
            }
            let padding = String(repeating: " ", count: 25 - rows[0].count)
            lines.append("    " + rows[0] + padding + part.meaning)
            lines += rows.dropFirst().map { "    " + $0 }
        }
        if bytes.count > 256 { lines.append("    … \(bytes.count - 256) bytes more") }
        return lines
    }

    private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { String(ReasonCode(rawValue: $0).hex.dropFirst(2)) }.joined(separator: " ")
    }
}

extension Packet {
    /// Its kind and what tells it from others.
    var summary: String {
        var text = "\(kind)"
        if let packetID { text += " \(packetID)" }
        switch self {
        case .connect(let connect): text += " “\(connect.clientID)”"
        case .publish(let publish):
            text += " “\(publish.topic)” QoS \(publish.qos.rawValue)"
            if publish.retain { text += " RETAIN" }
            if publish.dup { text += " DUP" }
        case .subscribe(let subscribe):
            text += " " + subscribe.subscriptions.map { "“\($0.filter)”" }.joined(separator: " ")
        case .unsubscribe(let unsubscribe):
            text += " " + unsubscribe.filters.map { "“\($0)”" }.joined(separator: " ")
        case .connack(let connack): if connack.sessionPresent { text += " Session Present" }
        default: break
        }
        return text + reasons.map { " \($0.hex)" }.joined()
    }
}

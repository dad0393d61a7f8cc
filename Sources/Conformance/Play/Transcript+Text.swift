package import Base
package import MQTT

extension Transcript {
    /// A line for each event, and below it the bytes, with what they are.
    ///
    /// Times are seconds since `start`; nothing of a packet is left out, but what is beyond 256
    /// bytes.
    package func text(_ version: Version, since start: Instant) -> [String] {
        lines.flatMap { line -> [String] in
            let seconds = Double((line.at - start).nanoseconds / 1000) / 1_000_000
            let head = "\(seconds) s \(line.peer)"
            switch line.event {
            case .opened: return ["\(head): connection opened"]
            case .closed: return ["\(head): connection closed by the broker"]
            case .cut: return ["\(head): connection cut"]
            case .sent(let bytes):
                return ["\(head) → \(Self.names(bytes, version))"] + Self.hex(bytes)
            case .received(let bytes):
                return ["\(head) ← \(Self.names(bytes, version))"] + Self.hex(bytes)
            }
        }
    }

    /// What packets `bytes` are.
    private static func names(_ bytes: [UInt8], _ version: Version) -> String {
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

    private static func hex(_ bytes: [UInt8]) -> [String] {
        let shown = Array(bytes.prefix(256))
        var lines = stride(from: 0, to: shown.count, by: 16).map { start in
            let row = shown[start..<min(start + 16, shown.count)]
            return "    "
                + row.map { ReasonCode(rawValue: $0).hex.dropFirst(2) }
                .joined(separator: " ")
        }
        if bytes.count > 256 { lines.append("    … \(bytes.count - 256) bytes more") }
        return lines
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

extension Anatomy {
    static func meaning(ofHeader header: UInt8) -> String {
        guard let kind = Packet.Kind(rawValue: header >> 4) else {
            return "packet type \(header >> 4), which is reserved"
        }
        let flags = header & 0x0F
        guard kind == .publish else {
            let usual: UInt8 = [.pubrel, .subscribe, .unsubscribe].contains(kind) ? 2 : 0
            return flags == usual ? "\(kind)" : "\(kind) with flags \(flags)"
        }
        var words = ["PUBLISH"]
        if flags & 0x06 != 0 { words.append("QoS \(flags >> 1 & 3)") }
        if flags & 0x08 != 0 { words.append("DUP") }
        if flags & 0x01 != 0 { words.append("RETAIN") }
        return words.joined(separator: ", ")
    }

    static func meaning(ofConnectFlags flags: UInt8, _ version: Version) -> String {
        var words: [String] = []
        if flags & 0x80 != 0 { words.append("User Name") }
        if flags & 0x40 != 0 { words.append("Password") }
        if flags & 0x20 != 0 { words.append("Will Retain") }
        if flags & 0x18 != 0 { words.append("Will QoS \(flags >> 3 & 3)") }
        if flags & 0x04 != 0 { words.append("Will") }
        if flags & 0x02 != 0 { words.append(version == .v5 ? "Clean Start" : "Clean Session") }
        if flags & 0x01 != 0 { words.append("reserved bit") }
        return "Connect Flags: " + (words.isEmpty ? "none" : words.joined(separator: ", "))
    }

    static func meaning(ofOptions options: UInt8) -> String {
        var words = ["QoS \(options & 3)"]
        if options & 0x04 != 0 { words.append("No Local") }
        if options & 0x08 != 0 { words.append("Retain As Published") }
        if options & 0x30 != 0 { words.append("Retain Handling \(options >> 4 & 3)") }
        if options & 0xC0 != 0 { words.append("reserved bits") }
        return "options: " + words.joined(separator: ", ")
    }

    /// `1 byte`, `2 bytes follow`, `nothing follows`.
    static func count(_ count: Int, _ verb: String = "") -> String {
        let verb = verb.isEmpty ? "" : " " + verb + (count < 2 ? "s" : "")
        return (count == 0 && !verb.isEmpty ? "nothing" : count == 1 ? "1 byte" : "\(count) bytes")
            + verb
    }

    static func quote(_ bytes: ArraySlice<UInt8>) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { return "not UTF-8" }
        return "“\(text.count > 80 ? text.prefix(80) + "…" : text)”"
    }
}

extension PropertyValue {
    var text: String {
        switch self {
        case .byte(let value): "\(value)"
        case .two(let value): "\(value)"
        case .four(let value), .variable(let value): "\(value)"
        case .text(let value): Anatomy.quote(Array(value.utf8)[...])
        case .binary(let value): value.count == 1 ? "1 byte" : "\(value.count) bytes"
        case .pair(let name, let value):
            Anatomy.quote(Array(name.utf8)[...]) + " = " + Anatomy.quote(Array(value.utf8)[...])
        }
    }
}

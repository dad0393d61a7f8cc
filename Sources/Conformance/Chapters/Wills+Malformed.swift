import MQTT
import ReferenceBroker

extension Chapter {
    /// CONNECT with these Connect Flags and this payload after the Client Identifier.
    private static func connect(
        _ version: Version, flags: UInt8, properties: [Part] = [], _ payload: Part...
    ) -> Move {
        let isV5 = version == .v5
        let start: [Part] = [.text("MQTT"), .bytes([isV5 ? 5 : 4, flags]), .u16(0)]
        let middle: [Part] = isV5 ? [.properties([])] : []
        let will: [Part] = isV5 && flags & 4 != 0 ? [.properties(properties)] : []
        let rest: [Part] = payload.isEmpty ? [] : will + payload
        return .raw([.frame(0x10, start + middle + [.text("{client}")] + rest)], "client")
    }

    /// 3.1.1 wants no CONNACK before the close.
    private static func refused(_ version: Version) -> Move {
        version == .v5
            ? .react("client", .closed(), .closed(after: .anyRefusal))
            : .react("client", .closed(), .closed(after: .anyRefusal, allowance: "A3"))
    }

    private static func refusal(
        _ name: String, _ title: String, v3: [String], v5: [String], flags: UInt8,
        _ payload: [Part], _ mutant: Mutant
    ) -> [Draft] {
        [Version.v3_1_1, .v5].map { version in
            let isV5 = version == .v5
            let move: Move =
                switch payload.count {
                case 0: connect(version, flags: flags)
                case 1: connect(version, flags: flags, payload[0])
                default: connect(version, flags: flags, payload[0], payload[1])
                }
            return Draft(
                name, title, v3: isV5 ? [] : v3, v5: isV5 ? v5 : [], given: [.open("client")],
                then: [move, refused(version)], provedBy: [mutant])
        }
    }

    private static func doubled(_ kind: Property.Kind, _ value: Part) -> Draft {
        let property: [Part] = [.bytes([kind.rawValue]), value]
        let name = "\(kind)".lowercased().split(separator: " ").joined(separator: "-")
        return Draft(
            "doubled-\(name)", "A Will with two of \(kind) is refused", v5: ["U5-WILL-DUPPROP"],
            given: [.open("client")],
            then: [
                connect(
                    .v5, flags: 0x06, properties: property + property, .text("{}/will"),
                    .text("gone")),
                refused(.v5),
            ],
            provedBy: [.overlooksDoubledWillProperty])
    }

    private static let topic = Part.text("{}/will")
    private static let payload = Part.text("gone")

    private static let unwanted = ["qos-1", "qos-2"].enumerated().flatMap { index, name in
        refusal(
            "\(name)-without-will", "Will QoS \(index + 1) without a Will is refused",
            v3: ["3.1.2-13", "3.1.2-11", "3.1.4-1"], v5: ["3.1.2-11", "3.1.4-1"],
            flags: 0x02 | UInt8(index + 1) << 3, [], .overlooksWillFlagsWithoutWill)
    }

    static let willsMalformed: [Draft] =
        unwanted
        + refusal(
            "retain-without-will", "Will Retain without a Will is refused",
            v3: ["3.1.2-15", "3.1.2-11", "3.1.4-1"], v5: ["3.1.2-13", "3.1.4-1"], flags: 0x22, [],
            .overlooksWillFlagsWithoutWill)
        + refusal(
            "qos-3", "Will QoS 3 is refused", v3: ["3.1.2-14", "3.1.4-1"],
            v5: ["3.1.2-12", "3.1.4-1"], flags: 0x1E, [topic, payload], .overlooksWillQoS3)
        + refusal(
            "missing", "A Will Flag without a Will is refused", v3: ["3.1.2-9", "3.1.4-1"],
            v5: ["3.1.2-9", "3.1.4-1"], flags: 0x06, [], .overlooksMissingWill)
        + refusal(
            "payload-missing", "A Will without so much as an empty payload is refused",
            v3: ["3.1.2-9", "3.1.4-1"], v5: ["3.1.2-9", "3.1.4-1"], flags: 0x06, [topic],
            .overlooksMissingWill)
        + refusal(
            "topic-not-utf-8", "A Will Topic that is not UTF-8 is refused",
            v3: ["3.1.3-10"], v5: ["3.1.3-11"], flags: 0x06,
            [.badText(prefix: "{}/", [0xC3, 0x28]), payload], .overlooksBadWillTopic)
        + refusal(
            "topic-with-surrogate", "A Will Topic with half a surrogate pair is refused",
            v3: ["3.1.3-10"], v5: ["3.1.3-11"], flags: 0x06,
            [.badText(prefix: "{}/", [0xED, 0xA0, 0x80]), payload], .overlooksBadWillTopic)
        + [
            doubled(.willDelayInterval, .bytes([0, 0, 0, 1])),
            doubled(.payloadFormatIndicator, .bytes([0])),
            doubled(.messageExpiryInterval, .bytes([0, 0, 0, 9])),
            doubled(.contentType, .text("text/plain")),
            doubled(.responseTopic, .text("{}/answer")),
            doubled(.correlationData, .text("7")),
        ]
}

package import MQTT

extension Chapter {
    /// Every chapter, in the order of the standards.
    package static let all: [Chapter] = [
        .packetFormat,
        .connecting,
        .authenticating,
        .publishing,
        .acknowledging,
        .ordering,
        .subscribing,
        .unsubscribing,
        .topics,
        .sharing,
        .sessions,
        .wills,
        .pinging,
        .leaving,
        .retaining,
        .describing,
        .refusing,
        .framing,
    ]

    /// The cases of all chapters for one version, or for both.
    package static func cases(of version: Version? = nil) -> [Case] {
        all.flatMap(\.cases).filter { version == nil || $0.version == version }
    }
}

extension Report {
    /// How the links of the run were protected.
    package struct Security: Record, Equatable {
        /// Of the broker's URL, such as `mqtts`.
        package var scheme = ""
        /// Whether the broker's certificate went unverified, because a person said so.
        package var insecure = false
        /// What was negotiated, such as `TLSv1.3`, and by how many handshakes.
        package var versions: [Tally] = []
        package var ciphers: [Tally] = []
        /// Handshakes that came to their end with certificates.
        package var fullHandshakes = 0
        /// Handshakes that took up an earlier session.
        package var resumedHandshakes = 0
        /// Handshakes that began and did not come to their end.
        package var failedHandshakes = 0
        /// The file that the session keys were written to; empty where none was.
        package var keyLog = ""

        package init() {}

        package static let fields: [Field<Security>] = [
            Field(derived: "verified") { !$0.insecure }, Field("insecure", \.insecure),
            Field("scheme", \.scheme), Field("versions", \.versions),
            Field("ciphers", \.ciphers), Field("fullHandshakes", \.fullHandshakes),
            Field("resumedHandshakes", \.resumedHandshakes),
            Field("failedHandshakes", \.failedHandshakes), Field("keyLog", \.keyLog),
        ]
    }

    /// How often something with a name was seen.
    package struct Tally: Record, Equatable {
        package var name = ""
        package var count = 0

        package init() {}

        package init(_ name: String, _ count: Int) {
            self.name = name
            self.count = count
        }

        package static let fields: [Field<Tally>] = [
            Field("name", \.name), Field("count", \.count),
        ]
    }

    /// Where nobody verified who the broker was: what every format says first.
    var insecurityRemark: String? {
        security?.insecure == true ? "certificates were not verified" : nil
    }

    /// What it means, in a sentence.
    var insecurityReason: String {
        "whoever answered could have posed as the broker; latencies and bytes hold all the same"
    }
}

import Base
package import Crypto
package import MQTT
package import Transports

/// What is sent by every transport, and how often.
package struct OverheadOrder: Sendable {
    /// Bytes of each message.
    package var payload = 100
    package var topic = ""
    package var version = Version.v5
    /// Asked for in CONNECT, in seconds.
    package var keepAlive: UInt16 = 60
    /// Messages of each row that bytes are averages of.
    package var messages = 20
    /// Messages that are on their way at once where the transport lets them.
    package var window = 20
    /// In each of which all rows have their turn.
    package var rounds = 5
    /// How long each row's rate is taken in a round, one message at a time and many at once.
    package var turn = Duration.milliseconds(300)
    /// How long a connection is left alone until all is taken to have come that was on its way.
    ///
    /// Above the 40 ms for which Linux holds an acknowledgement back: a device that says something
    /// once a minute sends each in a segment of its own.
    package var pause = Duration.milliseconds(50)
    /// How long an answer may take.
    package var patience = Duration.seconds(10)

    /// Where `Instant.zero` lies on the monotonic clock.
    package var origin: Int64

    package init(origin: Int64) { self.origin = origin }

    /// Text that no two bytes beside each other have in common, such as telemetry is.
    var body: [UInt8] { (0..<payload).map { UInt8(ascii: "0") &+ UInt8($0 % 75) } }
}

/// One server, by one transport.
package struct OverheadSubject: Sendable {
    package var endpoint: Endpoint
    package var persona: Persona
    /// For a secure scheme, none of which resumes sessions.
    package var tls: TLSContext?
    /// The same, resuming them.
    package var resuming: TLSContext?

    package init(
        _ endpoint: Endpoint, as persona: Persona = Persona(), tls: TLSContext? = nil,
        resuming: TLSContext? = nil
    ) {
        self.endpoint = endpoint
        self.persona = persona
        self.tls = tls
        self.resuming = resuming
    }
}

/// Why a transport could not be measured, in a sentence for a person.
package struct OverheadTrouble: Error, Equatable {
    package enum Kind: Sendable {
        /// The connection never stood.
        case unreachable
        /// The server, or what it sent, made an end of it later.
        case refused
        /// Somebody asked to stop.
        case interrupted
        /// This machine lacks something.
        case ours
    }

    package let kind: Kind
    package let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

import Base
package import Crypto
import Reactor
package import Transports
package import Web

/// What a run needs to know beyond its plan.
package struct RunSettings: Sendable {
    package var endpoint: Endpoint
    /// Where applications connect, where that is not where devices do: HTTP only publishes.
    package var backEnd: Endpoint?
    /// For endpoints with TLS.
    package var tls: TLSContext?
    /// What HTTP says in every request, besides what it must.
    package var fields: [HTTPField] = []
    /// Keys that sign requests; nil where none are signed.
    package var signing: Signing?
    /// Who everybody is; nil where nobody is anybody in particular.
    package var passports: Passports?
    /// Whether the broker is gale's own, in this process.
    package var isEmbedded: Bool
    /// Addresses of this machine that links leave from.
    package var sources: SourceAddresses
    /// How many loops, each on its own thread.
    package var loops: Int
    /// The world's clock at `Instant.zero`, in milliseconds since 1970.
    package var epochMilliseconds: Int64
    /// How long a TCP connection may take.
    package var connectTimeout: Duration
    /// Nil where there is room for all devices.
    package var allowance: Allowance?
    /// What is played here, where other gales play the rest.
    package var part: PartSettings?

    package init(
        endpoint: Endpoint, backEnd: Endpoint? = nil, tls: TLSContext? = nil,
        passports: Passports? = nil, isEmbedded: Bool, sources: SourceAddresses = SourceAddresses(),
        loops: Int = 1, epochMilliseconds: Int64 = 0, connectTimeout: Duration = .seconds(10),
        allowance: Allowance? = nil, part: PartSettings? = nil
    ) {
        self.endpoint = endpoint
        self.backEnd = backEnd
        self.tls = tls
        self.passports = passports
        self.isEmbedded = isEmbedded
        self.sources = sources
        self.loops = loops
        self.epochMilliseconds = epochMilliseconds
        self.connectTimeout = connectTimeout
        self.allowance = allowance
        self.part = part
    }
}

extension RunSettings {
    /// A network for one loop; instants count from `origin` on the monotonic clock.
    func network(origin: Int64) throws(SystemError) -> LayeredNetwork {
        LayeredNetwork(try SocketNetwork(origin: origin, from: sources), clients: tls)
    }

    /// `instant` on the clock with which messages are stamped, in nanoseconds since 1970.
    func stamp(_ instant: Instant) -> Int64 {
        epochMilliseconds &* 1_000_000 &+ instant.nanoseconds
    }
}

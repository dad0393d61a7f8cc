import Base
package import Web

/// Keys that sign the requests of HTTP, for brokers that ask for that and not for certificates.
///
/// Source: AWS Signature Version 4; a WebSocket is asked for by a signed URL, a POST by its head.
package struct Signing: Sendable {
    package var key: SigV4.Key
    package var region: String
    /// Seconds since 1970 at `Instant.zero`, by the clock of who signs, which may be wrong.
    package var epochSeconds: Int64

    package init(key: SigV4.Key, region: String, epochSeconds: Int64) {
        self.key = key
        self.region = region
        self.epochSeconds = epochSeconds
    }

    private func time(at now: Instant) -> Int64 { epochSeconds + now.nanoseconds / 1_000_000_000 }

    /// The path and query that a WebSocket is asked for at.
    func path(to endpoint: Endpoint, at now: Instant) -> String {
        SigV4.presignedPath(
            host: endpoint.authority, path: endpoint.path, region: region, at: time(at: now),
            key: key)
    }

    /// What the head of a POST says besides.
    func fields(
        for target: String, to endpoint: Endpoint, body: [UInt8], at now: Instant
    ) -> [HTTPField] {
        SigV4.fields(
            signing: "POST", target: target, host: endpoint.authority, body: body, region: region,
            at: time(at: now), key: key)
    }
}

import Base
import Transports
import Web
import YAML

/// Who may sign requests with AWS Signature Version 4, and for whom.
package struct SignatureRules: Equatable, Sendable {
    /// An access key.
    package struct AccessKey: Equatable, Sendable, CustomStringConvertible {
        package var id = ""
        package var secret = ""

        package init() {}

        package var description: String { "access key \(id)" }
    }

    package var keys: [AccessKey] = []
    /// The region of the signature's scope; nil takes any.
    package var region: String?
    package var service = "iotdevicegateway"
    /// How far the date of a signature may lie from our clock, either way.
    package var clockSkew = Duration.seconds(300)
    /// Whether a WebSocket whose URL is not signed is refused.
    package var isRequired = true

    package init() {}
}

extension SignatureRules {
    /// What is to be thought of a request.
    enum Judgement {
        case signed(by: String)
        case unsigned
        case refused(WebSocketHandshake.Rejection)
    }

    /// - Parameter now: seconds since 1970.
    /// - Cost: six HMACs of SHA-256, some 10 µs.
    func judge(_ request: HTTPRequest.Head, at now: Int64) -> Judgement {
        if !isRequired, !request.isSigned { return .unsigned }
        let verifier = SigV4.Verifier(
            region: region, service: service, tolerance: clockSkew.nanoseconds / 1_000_000_000
        ) { id in keys.first { $0.id == id }?.secret }
        do {
            return .signed(by: try verifier.verify(request, at: now).accessKeyID)
        } catch {
            return .refused(WebSocketHandshake.Rejection(error.status, "\(error)"))
        }
    }

    /// Refuses WebSockets whose URL is not signed as it must be.
    func admission(
        _ wall: WallTime
    ) -> @Sendable (HTTPRequest.Head, Endpoint) -> WebSocketHandshake.Rejection? {
        { request, _ in
            guard case .refused(let rejection) = judge(request, at: wall.seconds) else {
                return nil
            }
            return rejection
        }
    }
}

extension HTTPRequest.Head {
    /// Whether any part of a signature is there.
    fileprivate var isSigned: Bool {
        if fields["authorization"]?.hasPrefix("AWS4-") == true { return true }
        let items = (query ?? "").lowercased().split(separator: "&")
        return items.contains { $0.hasPrefix("x-amz-") && !$0.hasPrefix("x-amz-custom") }
    }
}

extension SignatureRules {
    static let form = block.form { SignatureRules() }

    static let block = Block<SignatureRules>(
        "signatures", "What a presigned URL must be.",
        [
            Key("keys", .list(of: keyForm), \.keys, .required, "Who may sign."),
            Key(
                "region", .name, \.region, .otherwise("any"),
                "The region that must be signed for.", example: "eu-west-1"),
            Key(
                "service", .name, \.service, .otherwise("iotdevicegateway"),
                "The service that must be signed for."),
            Key(
                "clock-skew", .duration(in: .zero...(.days(1))), \.clockSkew, .otherwise("5m"),
                "How far the date of a signature may lie from the broker's clock."),
            Key(
                "required", .bool, \.isRequired, .otherwise("true"),
                "Whether a WebSocket without a signature is refused."),
        ])

    static let keyForm = key.form { AccessKey() }

    static let key = Block<AccessKey>(
        "access key", "Who may sign.",
        [
            Key("id", .name, \.id, .required, "The id, which names the principal."),
            Key("secret", .secret, \.secret, .required, "The secret access key."),
        ])
}

extension SignatureRules.AccessKey: CustomReflectable {
    /// Leaves the secret out of dumps.
    package var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}

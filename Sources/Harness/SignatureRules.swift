import Base
import YAML

/// Who may sign requests with AWS Signature Version 4, and for whom.
package struct SignatureRules: Equatable, Sendable {
    /// An access key.
    package struct AccessKey: Equatable, Sendable, CustomStringConvertible {
        package var id = ""
        package var secret = ""

        package var description: String { "access key \(id)" }
    }

    package var keys: [AccessKey] = []
    /// The region of the signature's scope; nil takes any.
    package var region: String?
    package var service = "iotdevicegateway"
    /// How far the date of a signature may lie from our clock, either way.
    package var clockSkew = Duration.seconds(300)
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

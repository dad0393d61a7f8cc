import Glibc
import Web

/// The keys that sign requests, from where the tools of AWS have theirs.
enum SignatureKeys {
    /// - Parameter profile: nil for the environment's keys, and the default profile without them.
    static func key(profile: String?) throws(Failure) -> SigV4.Key {
        if profile == nil, let key = SigV4.Key(environment: environment) { return key }
        let path = environment["AWS_SHARED_CREDENTIALS_FILE"] ?? home + "/.aws/credentials"
        let name = profile ?? environment["AWS_PROFILE"] ?? "default"
        guard profile != nil || access(path, R_OK) == 0 else {
            throw Failure(
                .badUsage,
                "there are no keys to sign with; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                    + "or write --aws-profile NAME")
        }
        let bytes = try TextFile.bytes(of: path)
        do {
            return try SigV4.Key(profile: name, credentials: bytes, file: path)
        } catch {
            throw Failure(.badInput, "\(error)")
        }
    }

    private static var home: String { environment["HOME"] ?? "" }

    private static var environment: [String: String] {
        let names = [
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE",
            "AWS_SHARED_CREDENTIALS_FILE", "HOME",
        ]
        var values: [String: String] = [:]
        for name in names { values[name] = getenv(name).map { String(cString: $0) } }
        return values
    }
}

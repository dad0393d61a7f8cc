import Foundation
import Testing

/// Devices that sign for their WebSockets, as those of AWS IoT do, and a broker that verifies it.
@Suite struct SignatureTests {
    let folder: Workspace
    let broker: GaleBroker

    init() throws {
        folder = try Workspace()
        broker = try GaleBroker(
            listen: "ws://127.0.0.1:0/mqtt",
            configuration: """
                signatures:
                  keys: [{id: AKIDEXAMPLE, secret: s3cret}]
                  region: eu-west-1

                """, in: folder)
    }

    private func bench(
        _ words: String..., keys: [String: String] = [:]
    ) throws -> Child.Outcome {
        try Gale.run(
            ["bench", "fan-in", "--devices", "3", "--rate", "30", "--duration", "1s"]
                + ["--broker", broker.url, "--report", "report"] + words, in: folder,
            environment: keys)
    }

    private static let good = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s3cret",
        "AWS_SESSION_TOKEN": "lent/for+a=while",
    ]

    @Test func `who signs comes in, with keys of the environment or of a profile`() throws {
        let outcome = try bench("--sigv4", "eu-west-1", keys: Self.good)
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        #expect(outcome.stdout.contains("lost 0"))
        try folder.write(
            """
            [default]
            aws_access_key_id = NOBODY
            aws_secret_access_key = nothing

            [field]
            aws_access_key_id = AKIDEXAMPLE
            aws_secret_access_key = s3cret

            """, to: "keys")
        let file = ["AWS_SHARED_CREDENTIALS_FILE": "keys"]
        let profile = try bench("--sigv4", "eu-west-1", "--aws-profile", "field", keys: file)
        #expect(profile.status == 0, "\(profile.stdout)\(profile.stderr)")
        let missing = try bench("--sigv4", "eu-west-1", "--aws-profile", "none", keys: file)
        #expect(missing.status == 65)
        #expect(missing.stderr.contains("keys") && missing.stderr.contains("none"))
    }

    @Test func `who signs wrongly, for another region, or not at all is refused`() throws {
        var keys = Self.good
        keys["AWS_SECRET_ACCESS_KEY"] = "guessed"
        for outcome in [
            try bench("--sigv4", "eu-west-1", keys: keys),
            try bench("--sigv4", "us-east-1", keys: Self.good), try bench(),
        ] {
            #expect(outcome.status == 69)
            #expect(outcome.stderr.contains("403 Forbidden"), "\(outcome.stderr)")
            #expect(!outcome.stderr.contains("guessed"))
        }
    }

    @Test func `what cannot be signed is bad usage`() throws {
        let plain = try Gale.run(
            ["bench", "fan-in", "--broker", "mqtt://127.0.0.1:1", "--sigv4", "eu-west-1"],
            in: folder, environment: Self.good)
        #expect(plain.status == 64 && plain.stderr.contains("--sigv4 signs requests of HTTP"))
        let header = try bench("--header", "no colon")
        #expect(header.status == 64 && header.stderr.contains("NAME:VALUE"))
        let region = try bench("--aws-profile", "field")
        #expect(region.status == 64 && region.stderr.contains("--sigv4"))
    }
}

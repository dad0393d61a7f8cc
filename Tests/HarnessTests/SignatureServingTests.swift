import Base
import Crypto
import Harness
import MQTT
import ReferenceBroker
import Testing
import Transports
import Web

/// WebSockets whose URL is signed, and those whose URL only looks so.
@Suite struct SignatureServingTests {
    static let now = Caller.epochSeconds
    static let key = SigV4.Key(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "s3cret")

    private static var rules: SignatureRules {
        var rules = SignatureRules()
        var known = SignatureRules.AccessKey()
        (known.id, known.secret) = ("AKIDEXAMPLE", "s3cret")
        rules.keys = [known]
        rules.region = "eu-west-1"
        return rules
    }

    /// Opens a WebSocket with what `path` makes of the host, and says CONNECT.
    private func connect(
        _ caller: Caller, as id: String = "AKIDEXAMPLE", at place: Int = 0,
        _ path: (String) -> String
    ) -> Int {
        let host = caller.broker.endpoints[place].authority
        return caller.connect(id, at: place, with: Persona(path: path(host)))
    }

    private static func signed(
        _ host: String, region: String = "eu-west-1", at time: Int64 = now, expires: Int? = nil,
        by key: SigV4.Key = key
    ) -> String {
        SigV4.presignedPath(host: host, region: region, at: time, expires: expires, key: key)
    }

    @Test func `who signed is the principal`() throws {
        let caller = try Caller(
            ["ws", "wss"], security: try Realm.shared.security(isMutual: false),
            signatures: Self.rules
        ) {
            $0.clientIDFromPrincipal = .mustMatch
            $0.requiresPrincipal = true
        }
        defer { caller.broker.stop() }
        let lent = SigV4.Key(
            accessKeyID: "AKIDEXAMPLE", secretAccessKey: "s3cret", sessionToken: "to/k+en==")
        for place in [0, 1] {
            for key in [Self.key, lent] {
                let link = connect(caller, at: place) { Self.signed($0, expires: 60, by: key) }
                #expect(caller.isAnswered(link))
            }
            let thief = connect(caller, as: "another", at: place) { Self.signed($0) }
            #expect(caller.refusal(on: thief) == .notAuthorized)
        }
    }

    /// What the path is, and what the refusal says.
    static let refused: [(String, @Sendable (String) -> String)] = [
        ("lacks", { _ in "/mqtt" }),
        (
            "access key OTHER is not known",
            { signed($0, by: SigV4.Key(accessKeyID: "OTHER", secretAccessKey: "s3cret")) }
        ),
        (
            "not that of this request",
            { signed($0, by: SigV4.Key(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wrong")) }
        ),
        ("region “us-east-1”", { signed($0, region: "us-east-1") }),
        ("600 s ahead; 300 s are let through", { signed($0, at: now + 600) }),
        ("600 s behind", { signed($0, at: now - 600) }),
        ("expired 4", { signed($0, at: now - 100, expires: 60) }),
        ("not that of this request", { _ in signed("elsewhere") }),
        ("not that of this request", { signed($0) + "&x=1" }),
        ("X-Amz-Signature", { lacking("X-Amz-Signature", signed($0)) }),
        ("X-Amz-Credential", { lacking("X-Amz-Credential", signed($0)) }),
        ("X-Amz-Date", { lacking("X-Amz-Date", signed($0)) }),
        ("X-Amz-SignedHeaders", { lacking("X-Amz-SignedHeaders", signed($0)) }),
        ("X-Amz-Algorithm", { lacking("X-Amz-Algorithm", signed($0)) }),
    ]

    private static func lacking(_ name: String, _ path: String) -> String {
        let parts = path.split(separator: "?")
        let items = parts[1].split(separator: "&").filter { !$0.hasPrefix(name + "=") }
        return parts[0] + "?" + items.joined(separator: "&")
    }

    @Test(arguments: 0..<refused.count)
    func `a refusal says what is wrong before anything is opened`(_ number: Int) throws {
        let caller = try Caller(["ws"], signatures: Self.rules)
        defer { caller.broker.stop() }
        let (why, path) = Self.refused[number]
        let link = connect(caller, path)
        let sentence = caller.sentence(of: link)
        #expect(sentence.contains(why), "\(sentence)")
        #expect(sentence.contains("403"), "\(sentence)")
        #expect(!caller.connected.contains(link))
        #expect(caller.isAnswered(connect(caller) { Self.signed($0) }))
    }

    @Test func `another service is refused`() throws {
        var rules = Self.rules
        rules.service = "iotdata"
        let caller = try Caller(["ws"], signatures: rules)
        defer { caller.broker.stop() }
        let link = connect(caller) { Self.signed($0) }
        #expect(caller.sentence(of: link).contains("service “iotdevicegateway”"))
    }

    @Test func `where signatures are not required, none is as good as one, and a bad one is not`()
        throws
    {
        var rules = Self.rules
        rules.isRequired = false
        let caller = try Caller(["ws"], signatures: rules)
        defer { caller.broker.stop() }
        #expect(caller.isAnswered(connect(caller) { _ in "/mqtt" }))
        #expect(caller.isAnswered(connect(caller) { Self.signed($0) }))
        let bad = connect(caller) { Self.signed($0, at: Self.now + 900) }
        #expect(caller.sentence(of: bad).contains("ahead"))
        let half = connect(caller) { Self.lacking("X-Amz-Signature", Self.signed($0)) }
        #expect(caller.sentence(of: half).contains("X-Amz-Signature"))
    }
}

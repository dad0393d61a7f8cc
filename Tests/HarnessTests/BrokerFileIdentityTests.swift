import Base
import Harness
import MQTT
import ReferenceBroker
import Testing
import YAML

/// What the broker file says about identities, TLS and signatures.
@Suite struct BrokerFileIdentityTests {
    private func read(_ text: String, file: String = "broker.yaml") throws(Problem) -> BrokerFile {
        try BrokerFile(parsing: Array(text.utf8), file: file)
    }

    @Test func `what is left out decides nothing`() throws {
        let file = try read("retain: true")
        #expect(file.tls == nil && file.signatures == nil)
        #expect(file.configuration.clientIDFromPrincipal == .any)
        #expect(!file.configuration.userNameFromPrincipal)
        #expect(!file.configuration.requiresPrincipal)
        #expect(file.configuration.authorizers.isEmpty)
    }

    @Test func `a principal's consequences are read`() throws {
        let text = "principal: {client-id: must-match, user-name: from-principal, required: true}"
        let configuration = try read(text).configuration
        #expect(configuration.clientIDFromPrincipal == .mustMatch)
        #expect(configuration.userNameFromPrincipal && configuration.requiresPrincipal)
        let plain = try read("principal: {client-id: any, user-name: from-client}").configuration
        #expect(plain.clientIDFromPrincipal == .any && !plain.userNameFromPrincipal)
    }

    @Test func `authorizers are read, and let in whom they say`() throws {
        let text = """
            anonymous: false
            authorizers:
              - name: fleet
                token-key: x-key
                tokens:
                  - {user: "turbine-*", token: s3cret}
                  - {user: ann, password: pw}
              - {name: open, tokens: {token: t}}
            access:
              - {to: write, filter: "own/%i"}
            otherwise: deny
            """
        let configuration = try read(text).configuration
        #expect(configuration.authorizers.map(\.name) == ["fleet", "open"])
        #expect(configuration.authorizers.map(\.tokenKey) == ["x-key", "token"])
        #expect(configuration.authorizers[0].grants.map(\.user) == ["turbine-*", "ann"])
        #expect(configuration.authorizers[1].grants.map(\.user) == ["*"])
        var broker = Broker(configuration)
        var actions: [Broker.Action] = []
        func post(_ user: String, _ password: String? = nil, to topic: String) -> Int {
            broker.publish(
                Publish(topic: topic, payload: []),
                by: Poster(userName: user, password: password.map { Array($0.utf8) }), at: .zero,
                into: &actions
            ).status
        }
        let ask = "?x-amz-customauthorizer-name"
        #expect(post("turbine-7\(ask)=fleet&x-key=s3cret", to: "own/turbine-7") == 200)
        #expect(post("turbine-7\(ask)=fleet&x-key=s3cret", to: "own/turbine-8") == 403)
        #expect(post("turbine-7\(ask)=fleet&x-key=secret", to: "own/turbine-7") == 401)
        #expect(post("ann\(ask)=fleet", "pw", to: "own/ann") == 200)
        #expect(post("ann", "pw", to: "own/ann") == 401)
        #expect(post("x\(ask)=open&token=t", to: "own/x") == 200)
    }

    @Test func `TLS is read with its paths in the folder of the file`() throws {
        let text = """
            tls:
              certificate: server.pem
              key: /etc/keys/server.key
              trust: ca/things.pem
              crl: ../things.crl
              require-certificate: true
              versions: [1.3, 1.2]
              ciphers: [ECDHE-ECDSA-AES128-GCM-SHA256, TLS_AES_128_GCM_SHA256]
              resumption: true
              alpn: [mqtt, "http/1.1"]
            """
        var expected = TLSFile()
        expected.certificate = "conf/server.pem"
        expected.key = "/etc/keys/server.key"
        expected.trust = "conf/ca/things.pem"
        expected.crl = "conf/../things.crl"
        expected.requiresCertificate = true
        expected.ciphers = ["ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_AES_128_GCM_SHA256"]
        expected.resumes = true
        expected.alpn = ["mqtt", "http/1.1"]
        #expect(try read(text, file: "conf/broker.yaml").tls == expected)
        let keys = try #require(BrokerFile.blocks.first { $0.name == "tls" }).keys.map(\.name)
        #expect(keys.count == 9)
        for key in keys { #expect(text.contains("  \(key):"), "\(key)") }

        let short = try read("tls: {certificate: c, key: k}").tls
        #expect(short?.certificate == "c" && short?.key == "k" && short?.trust == nil)
        #expect(short?.versions == .v1_2 ... .v1_3 && short?.alpn == TLSFile.usualALPN)
        #expect(
            try read("tls: {certificate: c, key: k, versions: 1.3}").tls?.versions == .v1_3
                ... .v1_3)
    }

    @Test func `signatures are read`() throws {
        let text = """
            signatures:
              keys:
                - {id: AKID, secret: s1}
                - {id: BKID, secret: s2}
              region: eu-west-1
              service: iotdata
              clock-skew: 30s
              required: false
            """
        let rules = try #require(try read(text).signatures)
        #expect(rules.keys.map(\.id) == ["AKID", "BKID"])
        #expect(rules.keys.map(\.secret) == ["s1", "s2"])
        #expect(rules.region == "eu-west-1" && rules.service == "iotdata")
        #expect(rules.clockSkew == .seconds(30) && !rules.isRequired)
        let short = try #require(try read("signatures: {keys: {id: a, secret: b}}").signatures)
        #expect(short.region == nil && short.service == "iotdevicegateway")
        #expect(short.clockSkew == .seconds(300) && short.isRequired)
    }

    @Test func `no secret stands in a message or a dump`() throws {
        for text in [
            "authorizers: {name: a, tokens: [{token: hunter2, x: 1}]}",
            "authorizers: {name: a, tokens: [{token: [hunter2]}]}",
            "authorizers: {name: a, tokens: [{password: {hunter2: 1}}]}",
            "authorizers: {tokens: {token: hunter2}}",
            "signatures: {keys: [{secret: hunter2}]}",
            "signatures: {keys: [{id: a, secret: [hunter2]}]}",
            "signatures: {keys: [{id: a, secret: hunter2, region: x}]}",
        ] {
            let problem = try #require(throws: Problem.self) { try read(text) }
            #expect(!"\(problem)".contains("hunter2"), "\(problem)")
        }
        let file = try read(
            "{authorizers: {name: a, tokens: {token: hunter2, password: hunter2}}, "
                + "signatures: {keys: {id: a, secret: hunter2}}}")
        var dumped = ""
        dump(file, to: &dumped)
        #expect(!"\(file)\(dumped)".contains("hunter2"))
        let bytes = Array("hunter2".utf8).map(String.init).joined(separator: ", ")
        #expect(!"\(file)".contains(bytes))
    }
}

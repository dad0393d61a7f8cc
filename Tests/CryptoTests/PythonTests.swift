import Crypto
import Testing

/// Python's verifier, told to be strict, in a handshake of both sides through memory.
@Suite struct PythonTests {
    /// Prints `accepted`, or what the side that refused had against the other.
    static let script = """
        import ssl, sys
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain('server.pem', 'server.key')
        server.verify_mode = ssl.CERT_REQUIRED
        client = ssl.create_default_context(cafile='root.pem')
        client.load_cert_chain('client.pem', 'client.key')
        for side in (server, client):
            side.load_verify_locations('root.pem')
            side.load_verify_locations('lists.pem')
            side.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_CRL_CHECK_CHAIN
        up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
        sides = [client.wrap_bio(down, up, server_hostname='broker.test'),
                 server.wrap_bio(up, down, server_side=True)]
        done = set()
        for turn in range(20):
            for side in sides:
                try:
                    side.do_handshake()
                    done.add(side)
                except ssl.SSLWantReadError:
                    pass
                except ssl.SSLError as error:
                    sys.exit(str(error))
        print('accepted' if len(done) == 2 else 'unfinished')
        """

    @Test(arguments: [false, true])
    func `both sides accept each other unless one is revoked`(_ revoked: Bool) throws {
        let folder = try Folder()
        let root = try Authority.root(named: "root", validFor: Era.now)
        let middle = try root.intermediate(named: "middle", validFor: Era.now)
        let serial = Serial.random()
        for (name, request) in [
            (
                "server",
                CertificateRequest(
                    commonName: "broker", validity: Era.now, use: .server(hosts: ["broker.test"]))
            ),
            ("client", CertificateRequest(commonName: "thing", validity: Era.now, serial: serial)),
        ] {
            let key = try PrivateKey.p256()
            let made = try middle.issue(request, for: key)
            let sent = [made] + middle.trail
            try folder.write("\(name).pem", sent.map(\.pem).joined())
            try folder.write("\(name).key", key.pem)
        }
        let taken = revoked ? [(serial: serial, at: Era.now.lowerBound)] : []
        let lists = [
            try middle.revocationList(of: taken, number: 1, validFor: Era.now),
            try root.revocationList(of: [], number: 1, validFor: Era.now),
        ]
        try folder.write("root.pem", root.root.pem)
        try folder.write("lists.pem", lists.map(\.pem).joined())
        try folder.write("shake.py", Self.script)
        let said = try folder.run("python3", "shake.py").text
        #expect(said.contains(revoked ? "certificate revoked" : "accepted"), "\(said)")
    }
}

import Base
import Crypto
import Harness
import MQTT
import Reactor
import ReferenceBroker
import Testing
import Transports

/// Certificates of things at the door, and what follows from them inside.
@Suite struct PrincipalServingTests {
    let realm = Realm.shared

    @Test func `only things of the broker's authority come in where a certificate is required`()
        throws
    {
        let caller = try Caller(["mqtts", "wss"], security: try realm.security(revoked: []))
        defer { caller.broker.stop() }
        for place in [0, 1] {
            let good = caller.connect("good", at: place, with: .showing(try realm.thing("good")))
            #expect(caller.isAnswered(good))
            let bad: [(String, Persona)] = [
                ("wants a certificate", Persona()),
                (
                    "does not know who issued",
                    .showing(try Realm.identity("good", of: realm.stranger))
                ),
                (
                    "expired",
                    .showing(
                        try Realm.identity(
                            "good", of: realm.authority,
                            validFor: 1_600_000_000..<1_700_000_000))
                ),
            ]
            for (why, persona) in bad {
                let link = caller.connect("good", at: place, with: persona)
                #expect(caller.sentence(of: link).contains(why))
                #expect(caller.inboxes[link].isEmpty)
            }
            #expect(caller.isAnswered(good))
        }
    }

    @Test func `where a certificate is asked for and not required, a bad one is still refused`()
        throws
    {
        let security = try realm.security(requires: false)
        let caller = try Caller(["mqtts"], security: security) {
            $0.userNameFromPrincipal = true
            $0.allowsAnonymous = false
        }
        defer { caller.broker.stop() }
        let nobody = caller.connect("nobody")
        #expect(caller.refusal(on: nobody) == .notAuthorized)
        #expect(caller.isAnswered(caller.connect("any", with: .showing(try realm.thing("ann")))))
        let foreign = caller.connect(
            "foreign", with: .showing(try Realm.identity("ann", of: realm.stranger)))
        #expect(caller.sentence(of: foreign).contains("unknown_ca"))
    }

    @Test func `a thing may take no other's Client Identifier, and write to no other's topic`()
        throws
    {
        let caller = try Caller(["mqtts", "https"], security: try realm.security()) {
            $0.clientIDFromPrincipal = .mustMatch
            $0.accessControl.otherwise = .deny
            $0.accessControl.rules = [
                .init(.allow, .write, filter: "things/%i/#"),
                .init(.allow, .read, user: nil, filter: "#"),
            ]
        }
        defer { caller.broker.stop() }
        let one = Persona.showing(try realm.thing("one"))
        let reader = caller.connect("two", with: .showing(try realm.thing("two")))
        caller.subscribe("#", on: reader)
        let thief = caller.connect("two", with: one)
        #expect(caller.refusal(on: thief) == .notAuthorized)
        let link = caller.connect("one", with: one)
        for (topic, reason) in [
            ("things/two/x", ReasonCode.notAuthorized), ("things/one/x", .success),
        ] {
            caller.send(
                .publish(Publish(topic: topic, payload: [1], qos: .atLeastOnce, id: 3)), on: link)
            #expect(caller.wait { !$0.inboxes[link].isEmpty })
            guard case .ack(let ack)? = caller.inboxes[link].first else {
                Issue.record("no PUBACK for \(topic)")
                continue
            }
            #expect(ack.reason == reason, "\(topic)")
            caller.clear(link)
        }
        let poster = caller.open(nil, at: 1, as: .mqtts, with: one)
        for (topic, status) in [("things/two/y", 403), ("things/one/y", 200)] {
            caller.send(
                "POST /topics/\(topic) HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n\r\n1",
                on: poster)
            #expect(caller.wait { $0.texts[poster].contains("HTTP/1.1 \(status) ") })
        }
        #expect(caller.wait { $0.inboxes[reader].count == 2 })
        let topics = caller.inboxes[reader].compactMap { packet -> String? in
            if case .publish(let publish) = packet { publish.topic } else { nil }
        }
        #expect(topics == ["things/one/x", "things/one/y"])
    }

    @Test(arguments: [false, true])
    func `a thing that is revoked is dropped, and refused when it comes back`(resumes: Bool)
        throws
    {
        let (bad, good) = (try realm.thing("bad"), try realm.thing("good"))
        let caller = try Caller(
            ["mqtts", "wss", "https"], security: try realm.security(revoked: [], resumes: resumes),
            clients: try realm.clients(resumes: resumes))
        defer { caller.broker.stop() }
        let goods = [0, 1].map { caller.connect("good-\($0)", at: $0, with: .showing(good)) }
        let bads = [0, 1].map { caller.connect("bad-\($0)", at: $0, with: .showing(bad)) }
        let poster = caller.open(nil, at: 2, as: .mqtts, with: .showing(bad))
        let spared = caller.open(nil, at: 2, as: .mqtts, with: .showing(good))
        for link in bads { #expect(caller.isAnswered(link)) }

        caller.broker.replace(
            security: try realm.security(revoked: [bad], resumes: resumes))
        #expect(caller.wait { $0.closed == Set(bads + [poster]) })
        for link in bads {
            guard case .disconnect(let disconnect)? = caller.inboxes[link].last else {
                Issue.record("\(link) was not told")
                continue
            }
            #expect(disconnect.reason == .administrativeAction)
        }
        for place in [0, 1] {
            let again = caller.connect("bad", at: place, with: .showing(bad))
            #expect(caller.sentence(of: again).contains("revoked"))
        }
        for link in goods { #expect(caller.isAnswered(link)) }
        #expect(caller.isAnswered(caller.connect("late", with: .showing(good))))
        #expect(caller.closures[spared] == nil)
    }

    @Test func `things are dropped by serial number, and may come back`() throws {
        let (one, two) = (try realm.thing("one"), try realm.thing("two"))
        let caller = try Caller(["mqtts"], security: try realm.security())
        defer { caller.broker.stop() }
        let links = [one, two].map { caller.connect("of \($0)", with: .showing($0)) }
        caller.broker.disconnect(serials: [one.certificate.serial, "00"])
        #expect(caller.wait { $0.closed == [links[0]] })
        #expect(caller.isAnswered(links[1]))
        #expect(caller.isAnswered(caller.connect("again", with: .showing(one))))
    }

    @Test func `whoever was shaking hands when it was revoked does not slip in`() throws {
        let bad = try realm.thing("bad")
        let caller = try Caller(["mqtts"], security: try realm.security(revoked: []))
        defer { caller.broker.stop() }
        let witness = caller.connect("witness", with: .showing(try realm.thing("witness")))
        let pump = TLSPump()
        let engine = try TLSEngine(
            try realm.clients(), over: pump, as: TLSPersona(identity: bad), to: "localhost")
        var net = try SocketNetwork(origin: EpollLoop.clock())
        net.open(Link(0), to: caller.broker.endpoints[0], timeout: .seconds(5))
        engine.begin()
        let limit = net.refresh() + .seconds(5)
        var plain = [UInt8](repeating: 0, count: 1 << 17)
        while engine.ending == nil, let event = net.next(until: limit) {
            if case .closed = event { break }
            if event == .readable(Link(0)) {
                let bytes = net.read(Link(0))
                let isFirst = !engine.isEstablished
                var input = bytes
                repeat {
                    input.withUnsafeBytes { input in
                        plain.withUnsafeMutableBytes { plain in
                            let taken = engine.take(input, into: plain)
                            #expect(taken.plain == 0, "it was answered")
                        }
                    }
                    input = []
                } while engine.hasMore
                if isFirst, engine.isEstablished {
                    // The broker has said all of its handshake and waits for ours.
                    caller.broker.replace(security: try realm.security(revoked: [bad]))
                    #expect(caller.isAnswered(witness))
                    let connect = Packet.connect(Connect(version: .v5, clientID: "bad"))
                    connect.encoded(.v5).withUnsafeBytes { _ = engine.send($0) }
                }
            }
            net.write(Link(0), Array(pump.output))
            pump.clear()
        }
        #expect(engine.isEstablished)
        #expect(net.now < limit)
        #expect(caller.isAnswered(witness))
    }

    @Test func `a session is not resumed beyond the end of its certificate`() throws {
        let thing = try Realm.identity(
            "short", of: realm.authority, validFor: 1_600_000_000..<1_900_000_000)
        for (clock, isIn) in [(Int64(1_899_999_000), true), (1_900_000_001, false)] {
            let caller = try Caller(
                ["mqtts"], security: try realm.security(resumes: true), epochSeconds: clock)
            defer { caller.broker.stop() }
            let link = caller.connect("short", with: .showing(thing))
            if isIn {
                #expect(caller.isAnswered(link))
            } else {
                #expect(caller.sentence(of: link) == "ended")
                #expect(caller.inboxes[link].isEmpty)
            }
        }
    }
}

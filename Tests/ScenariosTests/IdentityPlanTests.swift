import Base
import Devices
import Scenarios
import Testing
import YAML

/// What becomes of identities that are written without mistakes.
@Suite struct IdentityPlanTests {
    /// Fleets of every binding, and a phase of every deed.
    static let made = """
        # Things and their certificates.
        name: s
        identities: {template: "thing-{id}"}
        fleets:
          - {name: things, model: turbine, count: 100, every: 1s, topic: "things/{client}/value"}
          - {name: twins, model: turbine, count: 5, identity: shared}
          - {name: pw, model: truck, count: 10, identity: {as: password}}
          - {name: revoked, model: sprinkler, count: 20, identity: {flaw: revoked}}
          - {name: naked, model: truck, count: 3, identity: {flaw: no-certificate}}
          - {name: skewed, model: turbine, count: 5, identity: {clock: -400d}}
          - {name: hasty, model: turbine, count: 5, identity: {clock: +5m}}
          - {name: nobody, model: turbine, count: 2, identity: none}
        applications:
          - {name: collector, subscribe: {filter: "things/+/value", qos: 1}}
          - {name: workers, count: 2}
        phases:
          - hold: 10s
          - rotate: {of: things, share: 20%, over: 5s}
          - expire: {of: things, share: 10%, after: 4s, over: 10s}
          - revoke: {of: things, share: 50%, over: 2s}
          - probe: {share: 10%, over: 5s}
        """

    static func fleet(_ identity: String, from source: String) throws -> FleetPlan {
        let plan = try plan(
            """
            name: s
            identities: {\(source)}
            fleets: [{name: t, model: turbine, count: 3, identity: \(identity)}]
            phases: [hold: 1s]
            """)
        return try #require(plan.fleets.first)
    }

    @Test
    func `a template gives each device a name and a client identifier, of all fleets one`()
        throws
    {
        let plan = try plan(Self.made)
        guard case .made("thing-{id}") = plan.identities?.source else { throw Wrong.source }
        let fleets = plan.fleets
        #expect(
            fleets.map(\.clientID) == [
                "thing-{id}", "twins-{id}", "thing-{id}", "thing-{id}", "thing-{id}", "thing-{id}",
                "thing-{id}", "nobody-{id}",
            ])
        #expect(
            fleets.map(\.identity?.name)
                == fleets.map { fleet in
                    switch fleet.name {
                    case "twins": "twins"
                    case "nobody": nil
                    default: "thing-{id}"
                    }
                })
        #expect(fleets.map(\.firstID) == [1, 101, 101, 111, 131, 134, 139, 144])
        #expect(fleets.allSatisfy { !$0.clientIDFromIdentity })
    }

    @Test
    func `a fleet has own certificates unless it says otherwise`() throws {
        let identities = try plan(Self.made).fleets.map(\.identity)
        let own = try #require(identities[0])
        #expect(own.binding == .own)
        #expect(own.proof == .certificate)
        #expect(own.flaw == nil)
        #expect(own.clock == .zero)
        #expect(identities[1]?.binding == .shared)
        #expect(identities[2]?.proof == .password)
        #expect(identities[3]?.flaw == .revoked)
        #expect(identities[5]?.clock == .zero - .days(400))
        #expect(identities[6]?.clock == .minutes(5))
        #expect(identities[7] == nil)
    }

    @Test
    func `without identities nobody has one`() throws {
        let farm = try plan(sample)
        #expect(farm.identities?.source == nil)
        #expect(farm.fleets.allSatisfy { $0.identity == nil && !$0.mustBeRefused })
        let said = try plan(
            "name: s\nfleets: [{name: t, model: turbine, identity: none}]\nphases: [hold: 1s]")
        #expect(said.fleets[0].identity == nil)
    }

    @Test
    func `a file names its things at run time, and has groups`() throws {
        let own = try Self.fleet("own", from: "file: fleet.db")
        #expect(own.clientIDFromIdentity)
        #expect(own.clientID == "t-{id}")
        #expect(own.identity?.name == nil)
        let north = try Self.fleet("{group: north}", from: "file: fleet.db")
        #expect(north.identity?.binding == .group("north"))
        #expect(north.clientIDFromIdentity)
        #expect(north.identity.map { "\($0.place)" } == "s.yaml:3:64")
        #expect(own.identity.map { "\($0.place)" } == "s.yaml:3:56")
        #expect(try !Self.fleet("shared", from: "file: fleet.db").clientIDFromIdentity)
        #expect(try !Self.fleet("none", from: "file: fleet.db").clientIDFromIdentity)
        let said = try Self.fleet("own, client-id: \"c{id}\"", from: "file: fleet.db")
        #expect(!said.clientIDFromIdentity)
        #expect(said.clientID == "c{id}")
        let text = "name: s\nidentities: {file: a.db}\nfleets: [{name: t, model: turbine}]\n"
        guard
            case .file("a.db", let place) = try plan(text + "phases: [hold: 1s]").identities?.source
        else { throw Wrong.source }
        #expect("\(place)" == "s.yaml:2:20")
    }

    @Test
    func `a template may have the name of the fleet in it`() throws {
        let fleet = try Self.fleet("own", from: "template: \"{name}-no-{id}\"")
        #expect(fleet.identity?.name == "t-no-{id}")
        #expect(fleet.clientID == "t-no-{id}")
    }

    @Test(arguments: FleetIdentity.Flaw.allCases)
    func `every flaw can be written, and devices that have it try once`(
        _ flaw: FleetIdentity.Flaw
    ) throws {
        let proof =
            switch flaw {
            case .wrongPassword: "password"
            case .wrongToken: "token"
            default: "certificate"
            }
        let fleet = try Self.fleet(
            "{flaw: \(flaw.rawValue), as: \(proof)}", from: "template: \"{id}\"")
        #expect(fleet.identity?.flaw == flaw)
        #expect(fleet.mustBeRefused)
        #expect(!fleet.client.reconnect.isAutomatic)
    }

    @Test(arguments: [
        ("0s", false), ("1d", false), ("-1d", false), ("86401s", true), ("-86401s", true),
        ("-400d", true), ("10000d", true),
    ])
    func `a clock that is a day wrong is no fault, one that is more wrong is`(
        _ clock: String, _ mustBeRefused: Bool
    ) throws {
        let fleet = try Self.fleet("{clock: \(clock)}", from: "template: \"{id}\"")
        #expect(fleet.mustBeRefused == mustBeRefused)
        #expect(fleet.client.reconnect.isAutomatic == !mustBeRefused)
    }

    @Test
    func `phases about identities name their fleets`() throws {
        let phases = try plan(Self.made).phases
        #expect(phases.map(\.name) == ["hold", "rotate", "expire", "revoke", "probe"])
        #expect(phases[1].who == ["things"])
        guard case .rotate = phases[1].deed, case .expire(.seconds(4)) = phases[2].deed,
            case .revoke = phases[3].deed, case .probe = phases[4].deed
        else { throw Wrong.deed }
        #expect(phases[2].duration == .seconds(10))
        #expect(phases[2].share == 0.1)
        // Whoever is let in by a proof of its own; passwords will do.
        #expect(phases[4].who == ["things", "pw", "hasty"])
        let short = try plan(
            Self.made.replacing(
                "{of: things, share: 10%, after: 4s, over: 10s}", with: "{after: 4s}"))
        #expect(short.phases[2].duration == .seconds(4))
        #expect(short.phases[2].who == ["things", "hasty"])
    }

    @Test
    func `shadows of devices that must be refused need no service`() throws {
        #expect(try !plan(Self.made).needsShadows)
    }

    @Test
    func `a topic of the fleet goes before that of its model`() throws {
        let messages = try plan(
            """
            name: s
            fleets: [{name: t, model: sprinkler, topic: {health: "h/{client}"}}]
            phases: [hold: 1s]
            """
        ).fleets[0].model.messages
        #expect(messages.map(\.topic) == ["macdonald/moisture-{id}", "h/{client}"])
    }

    @Test
    func `the neighbour is the next, of the last the first, of a lone one nobody`() throws {
        var fleet = try Self.fleet("own", from: "template: \"{id}\"")
        #expect((0..<3).map(fleet.neighbour) == [1, 2, 0])
        fleet.count = 1
        #expect(fleet.neighbour(of: 0) == 1)
    }

    @Test
    func `set reaches what identities say`() throws {
        var overrides = Overrides()
        overrides.settings = try [
            "identities.template=x-{id}", "fleets.revoked.identity.flaw=expired",
            "fleets.pw.identity={as: token, flaw: wrong-token}", "fleets.twins.identity=own",
            "phases[2].expire.after=9s",
        ].map { try Overrides.Setting(parsing: $0) }
        let plan = try plan(Self.made, overrides)
        #expect(plan.fleets[0].clientID == "x-{id}")
        #expect(plan.fleets[1].identity?.binding == .own)
        #expect(plan.fleets[2].identity?.flaw == .wrongToken)
        #expect(plan.fleets[3].identity?.flaw == .expired)
        guard case .expire(.seconds(9)) = plan.phases[2].deed else { throw Wrong.deed }
    }

    @Test
    func `parts of a plan take identities from a file`() throws {
        let mistake = #expect(throws: Plan.PartMistake.self) {
            try plan(Self.made).part(["things"])
        }
        #expect(mistake?.message.contains("gale provision") == true)
        let filed = try plan(
            Self.made.replacing("template: \"thing-{id}\"", with: "file: fleet.db"))
        #expect(try filed.part(["things"]) == ["things"])
    }

    @Test
    func `no two things of a run bear the same name`() throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<50 {
            var text = "name: s\nidentities: {template: \"t{id}\"}\nphases: [hold: 1s]\nfleets:\n"
            for number in 1...(2 + random.below(8)) {
                let model = ["turbine", "sprinkler", "truck"][random.below(3)]
                let identity = ["own", "{flaw: foreign}", "{as: token}"][random.below(3)]
                let more = random.below(3) == 0 ? ", client-id: \"c\(number)-{id}\"" : ""
                text += "- {name: f\(number), model: \(model), count: \(1 + random.below(30)), "
                text += "identity: \(identity)\(more)}\n"
            }
            let fleets = try plan(text).fleets
            let names = fleets.flatMap { fleet in
                (0..<fleet.count).map {
                    fleet.identity?.name?.replacing("{id}", with: "\(fleet.firstID + $0)") ?? ""
                }
            }
            #expect(Set(names).count == names.count, "\(text)")
            #expect(!names.contains(""))
        }
    }

    enum Wrong: Error { case source, deed }
}

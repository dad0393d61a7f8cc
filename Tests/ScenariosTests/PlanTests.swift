import Base
import Devices
import MQTT
import Scenarios
import Testing
import YAML

/// What becomes of a file without mistakes.
@Suite struct PlanTests {
    @Test
    func `a small scenario gets the defaults that help names`() throws {
        let plan = try plan("name: s\nfleets: [{name: t, model: turbine}]\nphases: [hold: 1s]\n")
        #expect(plan.seed == 1)
        #expect(plan.drain == .seconds(10))
        #expect(plan.about == "")
        #expect(!plan.needsShadows)
        let fleet = try #require(plan.fleets.first)
        #expect(fleet.count == 1)
        #expect(fleet.firstID == 1)
        #expect(fleet.clientID == "t-{id}")
        #expect(fleet.qos == [.atMostOnce])
        #expect(fleet.every == [.seconds(1)])
        #expect(fleet.client.version == .v5)
        #expect(fleet.client.cleanStart)
        #expect(fleet.client.sessionExpiry == 0)
        #expect(fleet.client.keepAlive == 60)
        #expect(fleet.client.reconnect.isAutomatic)
    }

    @Test
    func `what a fleet says goes before its model`() throws {
        let fleets = try plan(sample).fleets
        #expect(fleets.map(\.name) == ["turbines", "sprinklers", "trucks"])
        #expect(fleets[0].client.version == .v3_1_1)
        #expect(fleets[1].qos == [.exactlyOnce, .atLeastOnce])
        #expect(fleets[1].every == [.seconds(5), .seconds(5)])
        #expect(fleets[1].retain == [false, true])
        #expect(fleets[1].client.sessionExpiry == 1800)
        #expect(!fleets[1].client.cleanStart)
        #expect(fleets[1].useTopicAlias)
        #expect(!fleets[2].client.reconnect.isAutomatic)
        #expect(fleets[2].messageExpiry == 300)
        #expect(fleets[2].userProperties.map(\.name) == ["site"])
    }

    @Test
    func `applications subscribe, command and publish`() throws {
        let applications = try plan(sample).applications
        let room = applications[0]
        #expect(room.watchesWills)
        #expect(
            room.subscriptions == [
                Subscription("turbines/#", qos: .atLeastOnce),
                Subscription("trucks/+/status", qos: .exactlyOnce),
                Subscription("trucks/trucks-3/#", qos: .atMostOnce),
            ])
        #expect(room.commands[0].payload == ["water": "on"])
        #expect(room.commands[0].every == .seconds(10))
        #expect(room.commands[1].every == nil)
        #expect(room.commands[1].route == .shadow)
        #expect(applications[1].count == 4)
        #expect(applications[1].publications[0].payload == "{\"at\":\"{timestamp}\"}")
    }

    @Test
    func `phases have names that differ and deeds that say whom they concern`() throws {
        let plan = try plan(sample)
        #expect(
            plan.phases.map(\.name) == [
                "ramp", "calm", "burst", "cut", "cut 2", "reconnect", "command", "hold",
            ])
        #expect(plan.phases[2].who == ["turbines"])
        #expect(plan.phases[2].share == 0.5)
        guard case .cut(let cut) = plan.phases[4].deed else { throw Wrong.deed }
        #expect(cut.at == [.onPubrec, .onPubcomp])
        guard case .command("control-room", 1) = plan.phases[6].deed else { throw Wrong.deed }
        #expect(plan.length == .seconds(30))
    }

    @Test
    func `limits are in the unit of their figure`() throws {
        let expectations = try plan(sample).expectations
        #expect(
            expectations.map(\.metric) == [
                "messages.lost", "latency.endToEnd.p99", "messages.byQoS.2.duplicated",
                "bytes.total", "applications.workers.delivered",
            ])
        #expect(expectations.map(\.value) == [0, 100e6, 0, 10e6, 10])
        #expect(expectations[1].text == "latency.endToEnd.p99 < 100ms")
    }

    @Test
    func `the opening comment says what a scenario shows`() throws {
        #expect(try plan(sample).about == "A farm and its fleet.")
        let heading = try Heading(parsing: Array(sample.utf8), file: "s.yaml")
        #expect(heading.name == "sample")
        #expect(heading.about == "A farm and its fleet.")
        let own = "name: a\nabout: B.\nfleets: [{name: t, model: turbine}]\nphases: [hold: 1s]"
        #expect(try plan(own).about == "B.")
    }

    @Test
    func `fleets of one model get numbers one after the other`() throws {
        let plan = try plan(
            """
            name: s
            fleets:
              - {name: a, model: turbine, count: 10}
              - {name: b, model: truck, count: 5}
              - {name: c, model: turbine, count: 10}
            phases: [hold: 1s]
            """)
        #expect(plan.fleets.map(\.firstID) == [1, 1, 11])
    }

    @Test
    func `a fleet may leave shadow and Will of its model`() throws {
        let plan = try plan(
            """
            name: s
            fleets:
              - {name: a, model: sprinkler, shadow: false}
              - {name: b, model: truck, will: false}
            phases: [hold: 1s]
            """)
        #expect(!plan.needsShadows)
        #expect(plan.fleets[1].model.will == nil)
    }

    @Test
    func `secrets come from the environment and from files`() throws {
        let secrets = Secrets(
            variable: { $0 == "PW" ? "hush" : nil }, file: { $0 == "u.txt" ? "anna\r\n" : nil })
        let plan = try Plan(
            parsing: """
                name: s
                fleets: [{name: t, model: turbine, user-name: {file: u.txt}, password: {env: PW}}]
                phases: [hold: 1s]
                """, file: "s.yaml", models: .stubs, secrets: secrets)
        #expect(plan.fleets[0].client.userName == "anna")
        #expect(plan.fleets[0].client.password == "hush")
    }

    @Test
    func `the same file gives the same plan`() throws {
        #expect(try String(reflecting: plan(sample)) == String(reflecting: plan(sample)))
    }

    enum Wrong: Error { case deed }
}

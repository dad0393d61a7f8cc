import Base
import DeviceCloud
import Testing

/// A device and an application beside one shadow service, with messages carried by hand.
private struct Garden {
    var service = ShadowService()
    var device = ShadowClient(thing: "sprinkler-1", role: .device)
    var application = ShadowClient(thing: "sprinkler-1", role: .application)
    var isDeviceOnline = true
    var state = JSON.Members(["water": "off", "zone": ["north": 1, "south": 2]])
    /// What was neither publish nor obey, in order.
    var events: [ShadowClient.Action] = []
    var obeyed: [JSON.Members] = []

    mutating func perform(_ actions: [ShadowClient.Action]) {
        for action in actions {
            switch action {
            case .publish(let topic, let payload): deliver(topic, payload)
            case .obey(let delta, _):
                obeyed.append(delta)
                ShadowTree.merge(delta, into: &state)
                act(.device) { $0.report(delta, into: &$1) }
            case .reportAll:
                let state = state
                act(.device) { $0.report(state, into: &$1) }
            default: events.append(action)
            }
        }
    }

    mutating func act(
        _ role: ShadowClient.Role, _ deed: (inout ShadowClient, inout [ShadowClient.Action]) -> Void
    ) {
        var actions: [ShadowClient.Action] = []
        if role == .device { deed(&device, &actions) } else { deed(&application, &actions) }
        perform(actions)
    }

    mutating func desire(_ wish: JSON.Members, at seconds: Int64) {
        act(.application) {
            $0.desire(wish, at: Instant(nanoseconds: seconds * 1_000_000_000), into: &$1)
        }
    }

    private mutating func deliver(_ topic: String, _ payload: [UInt8]) {
        var replies: [ShadowService.Message] = []
        service.receive(topic: topic, payload: payload, at: 0, into: &replies)
        for (topic, payload) in replies {
            for role in [ShadowClient.Role.device, .application] {
                guard role == .application || isDeviceOnline,
                    ShadowClient.filters(for: "sprinkler-1", role: role).contains(topic)
                else { continue }
                act(role) { $0.receive(topic: topic, payload: payload, into: &$1) }
            }
        }
    }
}

@Suite struct ShadowClientTests {
    @Test func `a new device reports its whole state`() {
        var garden = Garden()
        garden.act(.device) { $0.connected(into: &$1) }
        #expect(garden.service.count == 1)
        garden.desire(["water": "off"], at: 1)
        #expect(garden.obeyed.isEmpty)
    }

    @Test func `what is desired is obeyed, reported and noticed`() {
        var garden = Garden()
        garden.act(.device) { $0.connected(into: &$1) }
        garden.desire(["water": "on"], at: 5)
        #expect(garden.obeyed == [["water": "on"]])
        #expect(garden.state["water"] == "on")
        #expect(garden.events == [.converged(since: Instant(nanoseconds: 5_000_000_000))])
        #expect(!garden.application.isWaiting)
    }

    @Test func `a device that was away obeys in one step when it is back`() {
        var garden = Garden()
        garden.act(.device) { $0.connected(into: &$1) }
        garden.isDeviceOnline = false
        garden.desire(["water": "on"], at: 5)
        garden.desire(["zone": ["north": 7]], at: 6)
        #expect(garden.obeyed.isEmpty && garden.events.isEmpty && garden.application.isWaiting)
        garden.isDeviceOnline = true
        garden.act(.device) { $0.connected(into: &$1) }
        #expect(garden.obeyed == [["water": "on", "zone": ["north": 7]]])
        #expect(garden.state == ["water": "on", "zone": ["north": 7, "south": 2]])
        #expect(garden.events == [.converged(since: Instant(nanoseconds: 6_000_000_000))])
    }

    @Test func `a partial report leaves the rest to wait for`() {
        var garden = Garden()
        garden.isDeviceOnline = false
        garden.desire(["water": "on", "zone": ["north": 7]], at: 1)
        garden.act(.device) { $0.report(["water": "on"], into: &$1) }
        #expect(garden.application.isWaiting && garden.events.isEmpty)
        garden.act(.device) { $0.report(["zone": ["north": 7.0]], into: &$1) }
        #expect(garden.events.count == 1)
    }

    @Test func `an application that was away asks whether it came true meanwhile`() {
        var application = ShadowClient(thing: "t", role: .application)
        var actions: [ShadowClient.Action] = []
        application.connected(into: &actions)
        #expect(actions.isEmpty)
        application.desire(["a": 1], at: .zero, into: &actions)
        actions = []
        application.connected(into: &actions)
        #expect(actions == [.publish(topic: "$aws/things/t/shadow/get", payload: [])])
        actions = []
        let document: JSON = [
            "state": ["desired": ["a": 1], "reported": ["a": 1]], "version": 4,
        ]
        application.receive(
            topic: "$aws/things/t/shadow/get/accepted", payload: Array(document.compact.utf8),
            into: &actions)
        #expect(actions == [.converged(since: .zero)])
    }

    @Test(arguments: [
        ("accepted", #"{"state":{"desired":{"a":0}},"version":4}"#),
        ("rejected", #"{"code":404,"message":"No shadow exists with name: 't'"}"#),
    ])
    func `a wish that got lost is sent again`(answer: String, document: String) throws {
        var application = ShadowClient(thing: "t", role: .application)
        var actions: [ShadowClient.Action] = []
        application.desire(["a": 1], at: .zero, into: &actions)
        actions = []
        application.receive(
            topic: "$aws/things/t/shadow/get/\(answer)", payload: Array(document.utf8),
            into: &actions)
        guard case .publish("$aws/things/t/shadow/update", let payload)? = actions.first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(try JSON(parsing: payload)["state"] == ["desired": ["a": 1]])
    }

    @Test func `an old delta is left alone`() {
        var device = ShadowClient(thing: "t", role: .device)
        var actions: [ShadowClient.Action] = []
        func delta(_ version: Int64) {
            let document: JSON = ["state": ["a": .integer(version)], "version": .integer(version)]
            device.receive(
                topic: "$aws/things/t/shadow/update/delta",
                payload: Array(document.compact.utf8), into: &actions)
        }
        for version in [3, 2, 3, 5] as [Int64] { delta(version) }
        #expect(actions == [.obey(["a": 3], version: 3), .obey(["a": 5], version: 5)])
    }

    @Test func `only its own refusals concern a client`() {
        var garden = Garden()
        garden.isDeviceOnline = false
        garden.desire(["water": ["a", .null]], at: 1)
        #expect(garden.events == [.refused(code: 400, message: "Invalid JSON")])
        #expect(!garden.application.isWaiting)
        garden.act(.device) { $0.report(["bad": [.null]], into: &$1) }
        #expect(garden.events.count == 1)
    }

    @Test(arguments: [
        ("$aws/things/other/shadow/update/delta", #"{"state":{"a":1},"version":9}"#),
        ("$aws/things/t/shadow/name/n/update/delta", #"{"state":{"a":1},"version":9}"#),
        ("$aws/things/t/shadow/update/delta", "{"), ("$aws/things/t/shadow/update/delta", "[]"),
        ("$aws/things/t/shadow/update/delta", #"{"state":{"a":1}}"#),
        ("$aws/things/t/shadow/update/delta", #"{"state":7,"version":9}"#),
        ("turbines/ev-gen/1", #"{"state":{"a":1},"version":9}"#),
    ])
    func `what does not concern it is left alone`(topic: String, payload: String) {
        var device = ShadowClient(thing: "t", role: .device)
        var actions: [ShadowClient.Action] = []
        device.receive(topic: topic, payload: Array(payload.utf8), into: &actions)
        #expect(actions.isEmpty)
    }

    @Test func `an idle client is small`() {
        #expect(MemoryLayout<ShadowClient>.stride <= 100)
    }
}

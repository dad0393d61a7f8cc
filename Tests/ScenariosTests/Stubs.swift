import Devices
import Scenarios
import YAML

/// Device models that need no files: their topics and commands are those of the shipped ones.
extension ModelLibrary {
    static let stubs = ModelLibrary([
        DeviceModel(
            name: "turbine",
            messages: [
                .init(
                    name: "telemetry", topic: "turbines/ev-gen/{id}", every: .seconds(1),
                    fields: ["timestamp", "output"])
            ]),
        DeviceModel(
            name: "sprinkler",
            messages: [
                .init(
                    name: "moisture", topic: "macdonald/moisture-{id}", every: .seconds(10),
                    fields: ["timestamp", "moisture"], qos: 1),
                .init(
                    name: "health", topic: "macdonald/health/{id}", every: .seconds(60),
                    fields: ["timestamp", "battery"], qos: 1, retain: true),
            ],
            commands: [
                .init(
                    name: "water", topic: "macdonald/sprinkler-{id}", sets: ["water"],
                    answer: "macdonald/sprinkler-{id}/state")
            ],
            shadow: .init(reports: ["water", "moisture"], obeys: ["water"])),
        DeviceModel(
            name: "truck",
            messages: [
                .init(
                    name: "position", topic: "trucks/{client}/position", every: .seconds(2),
                    fields: ["timestamp", "latitude"], qos: 2)
            ],
            will: .init(topic: "trucks/{client}/status", payload: "{\"state\":\"lost\"}")),
    ])
}

/// Understands a text with the stub models, as if it were the file `s.yaml`.
func plan(_ text: String, _ overrides: Overrides = Overrides()) throws(Problem) -> Plan {
    try Plan(parsing: text, file: "s.yaml", overrides: overrides, models: .stubs)
}

/// A scenario whose every block has something in it.
let sample = """
    # A farm and its fleet. The rest of the comment is not in the heading.
    name: sample
    seed: 7
    fleets:
      - name: turbines
        model: turbine
        count: 400
        mqtt: 3.1.1
      - name: sprinklers
        model: sprinkler
        count: 100
        qos: {moisture: 2}
        every: 5s
        session: persistent
        expiry: 30m
        topic-alias: true
      - name: trucks
        model: truck
        count: 20
        reconnect: never
        message-expiry: 5m
        user-properties: {site: north}
    applications:
      - name: control-room
        wills: true
        subscribe:
          - turbines/#
          - {filter: "trucks/+/status", qos: 2}
          - {filter: "trucks/trucks-3/#", qos: 0}
        commands:
          - {fleet: sprinklers, command: water, send: {water: "on"}, every: 10s}
          - {fleet: sprinklers, command: water, send: {water: "off"}, via: shadow, name: dry}
      - name: workers
        count: 4
        subscribe: $share/w/macdonald/#
        publish: [{topic: "news/{name}", every: 500ms, payload: {at: "{timestamp}"}}]
    phases:
      - ramp: 4s
      - hold: 10s
        name: calm
      - burst: {messages: 5, over: 2s, of: turbines, share: 50%}
      - cut: {share: 20%, over: 2s, of: [trucks, workers], stay-away: true}
      - cut: {over: 1s, at: [pubrec, pubcomp], of: sprinklers}
      - reconnect: {over: 2s, of: [trucks, workers]}
      - command: {by: control-room, command: dry, over: 5s, share: 10%}
      - hold: 4s
    drain: 3s
    expect:
      - lost == 0
      - latency.endToEnd.p99 < 100ms
      - messages.byQoS.2.duplicated == 0
      - bytes.total <= 10MB
      - applications.workers.delivered > 10
    """

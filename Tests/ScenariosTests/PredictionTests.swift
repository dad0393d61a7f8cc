import Base
import Scenarios
import Testing
import YAML

/// What a dry run says.
@Suite struct PredictionTests {
    @Test
    func `a dry run prints connections, messages and bytes`() throws {
        let prediction = Prediction(try plan(sample), isEmbedded: true) { fleet, _ in
            fleet.name == "turbines" ? 148 : 60
        }
        try expectSnapshot(prediction.text, "dry-run.txt")
    }

    @Test
    func `two dry runs are the same byte for byte`() throws {
        let texts = try (0..<2).map { _ in
            Prediction(try plan(sample), isEmbedded: false) { _, _ in 100 }.text
        }
        #expect(texts[0] == texts[1])
    }

    /// Ten turbines at QoS 0, one message a second for ten seconds, 100 bytes, one subscriber.
    @Test
    func `figures of a small plan are those of a pencil`() throws {
        let plan = try plan(
            """
            name: s
            fleets: [{name: t, model: turbine, count: 9, mqtt: 3.1.1}]
            applications: [{name: a, mqtt: 3.1.1, subscribe: turbines/#}]
            phases: [hold: 10s]
            """)
        let prediction = Prediction(plan, isEmbedded: false) { _, _ in 100 }
        #expect(prediction.connections == 10)
        #expect(prediction.messagesPerSecond == 9)
        #expect(prediction.messages == 90)
        #expect(prediction.deliveries == 90)
        // turbines/ev-gen/1 has 17 bytes; a fixed header of 2 and a length of 2 are the rest.
        #expect(prediction.steady.payload == 2 * 900)
        #expect(prediction.steady.topic == 2 * 9 * 17)
        #expect(prediction.steady.mqtt == 2 * 9 * 4)
        #expect(prediction.steady.acknowledgements == 0)
        #expect(prediction.whole.payload == 2 * 9000)
    }

    @Test
    // Ten devices for 2 + 6 + 2 seconds, and three more from each of five.
    func `a ramp counts half and a burst what is connected`() throws {
        let plan = try plan(
            """
            name: s
            fleets: [{name: t, model: turbine, count: 10}]
            phases: [ramp: 4s, hold: 6s, burst: {messages: 3, over: 2s, share: 50%}]
            """)
        let prediction = Prediction(plan, isEmbedded: false) { _, _ in 100 }
        #expect(prediction.messages == 115)
    }

    @Test
    func `a dry run lists the identities`() throws {
        let prediction = Prediction(try plan(IdentityPlanTests.made), isEmbedded: true) { _, _ in
            100
        }
        try expectSnapshot(prediction.text, "dry-run-identities.txt")
        let filed = Prediction(
            try plan(
                """
                name: s
                identities: {file: fleet.db}
                fleets:
                  - {name: meters, model: turbine, count: 10, identity: {group: north}}
                  - {name: rest, model: turbine, count: 10}
                phases: [hold: 1s]
                """), isEmbedded: true
        ) { _, _ in 100 }
        #expect(filed.text.contains("Identities, from fleet.db\n"))
        #expect(filed.text.contains("of group north"))
        #expect(filed.text.contains("things of the file"))
    }

    @Test
    func `devices that must be refused connect and send nothing`() throws {
        let fleets = "{name: t, model: turbine, count: 10}"
        func prediction(_ fleets: String) throws -> Prediction {
            let text =
                "name: s\nidentities: {template: \"t{id}\"}\nfleets: [\(fleets)]\n"
                + "applications: [{name: a, subscribe: turbines/#}]\nphases: [hold: 10s]\n"
            return Prediction(try plan(text), isEmbedded: true) { _, _ in 100 }
        }
        let healthy = try prediction(fleets)
        let mixed = try prediction(
            fleets + ", {name: u, model: turbine, count: 5, identity: {flaw: foreign}}")
        #expect(mixed.connections == healthy.connections + 5)
        #expect(mixed.descriptors == healthy.descriptors + 10)
        #expect(mixed.messages == healthy.messages)
        #expect(mixed.deliveries == healthy.deliveries)
        #expect(mixed.steady == healthy.steady)
        // A CONNECT and a CONNACK each: 10 + 2 of header and 5 of properties, and t11 … t15; 5.
        #expect(mixed.whole.mqtt - healthy.whole.mqtt == 5 * (2 + 10 + 1 + 2 + 3 + 5))
        let demands = [healthy, mixed].map { Demand($0, sources: 1, loops: 1) }
        #expect(demands[1].devices == demands[0].devices + 5)
        #expect(demands[1].ratePerDevice * 15 == demands[0].ratePerDevice * 10)
    }

    /// A hundred turbines for ten seconds, of which a fifth is gone after three, and half of the
    /// rest goes in the next four.
    @Test
    func `who is expired or revoked sends no more`() throws {
        let plan = try plan(
            """
            name: s
            identities: {template: "t{id}"}
            fleets: [{name: t, model: turbine, count: 100}, {name: u, model: truck}]
            phases:
            - expire: {of: t, share: 20%, after: 3s, over: 6s}
            - revoke: {of: t, share: 50%, over: 4s}
            """)
        let prediction = Prediction(plan.only(["t"]), isEmbedded: true) { _, _ in 100 }
        #expect(abs(prediction.messages - (300 + 240 + 240)) < 0.001)
    }
}

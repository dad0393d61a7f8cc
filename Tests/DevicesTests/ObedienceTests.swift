import Base
import Devices
import Testing

/// Commands, shadows and answers.
@Suite struct ObedienceTests {
    private func answer(_ device: Device, _ outcome: Outcome) -> String {
        var bytes: [UInt8] = []
        device.answer(command: 0, outcome: outcome, into: &bytes)
        return bytes.text
    }

    @Test
    func `the sprinkler obeys its topic and answers with its state`() throws {
        var device = try Fixtures.device("sprinkler", number: 456)
        let model = device.model
        #expect(device.filled(model.commandTopics[0]) == "macdonald/sprinkler-456")
        #expect(
            try device.filled(#require(model.answerTopics[0])) == "macdonald/sprinkler-456/state")
        let outcome = device.obey(command: 0, payload: #"{"water":"on"}"#.utf8, at: .seconds(1))
        #expect(outcome.changed == 1 && outcome.refusal == nil)
        #expect(outcome.owesAnswer && outcome.owesReport)
        #expect(answer(device, outcome) == #"{"water":"on","moisture":28.00}"#)
        let again = device.obey(command: 0, payload: #"{"water":"on"}"#.utf8, at: .seconds(2))
        #expect(again.obeyed == 1 && again.changed == 0)
        #expect(again.owesAnswer && !again.owesReport)
    }

    @Test
    func `moisture follows the water`() throws {
        var device = try Fixtures.device("sprinkler")
        func moisture(_ second: Double) throws -> Double {
            try device.json(at: second)["moisture"]!.number!
        }
        let dry = try moisture(600)
        #expect(dry < 28)
        _ = device.obey(command: 0, payload: #"{"water":"on"}"#.utf8, at: .seconds(600))
        let wet = try moisture(600 + 900)
        // Two thirds of the way, more exactly 1 - 1/e.
        #expect(abs(wet - (82 - (82 - dry) / 2.718_281_8)) < 0.01)
        #expect(try device.json(at: 1500)["water"] == "on")
        _ = device.obey(command: 0, payload: #"{"water":"off"}"#.utf8, at: .seconds(1500))
        #expect(try moisture(7200) < wet)
    }

    @Test
    func `a command between two readings counts from its own instant`() throws {
        var early = try Fixtures.device("sprinkler")
        var late = early
        _ = early.obey(command: 0, payload: #"{"water":"on"}"#.utf8, at: .seconds(10))
        _ = late.obey(command: 0, payload: #"{"water":"on"}"#.utf8, at: .seconds(50))
        let (a, b) = try (early.json(at: 60), late.json(at: 60))
        let flows = (a["moisture"]!.number!, b["moisture"]!.number!)
        #expect(abs(flows.0 - 28 - 54 * (1 - 0.945_96)) < 0.03)
        #expect(abs(flows.1 - 28 - 54 * (1 - 0.988_95)) < 0.03)
    }

    @Test
    func `commands leave what random signals measure alone`() throws {
        var obedient = try Fixtures.device("thermostat")
        var other = obedient
        for second in 1...20 {
            _ = obedient.obey(
                command: 0, payload: #"{"window-open":true}"#.utf8, at: .seconds(Double(second)))
        }
        #expect(try obedient.json(at: 30)["outside"] == other.json(at: 30)["outside"])
    }

    /// A payload and the refusal it earns.
    @Test(arguments: [
        ("", "the text ends where a value should stand at byte 0"),
        ("on", "no value begins like this at byte 0"),
        ("[1]", "a command is a JSON object"),
        (#"{"setpoint":"warm"}"#, "“setpoint” wants a number from 5.0 to 30.0 °C, not \"warm\""),
        (#"{"setpoint":31}"#, "“setpoint” wants a number from 5.0 to 30.0 °C, not 31"),
        (
            #"{"mode":"party"}"#,
            "“mode” wants \"comfort\" or \"eco\" or \"frost\", not \"party\""
        ),
        (#"{"mode":null}"#, "“mode” wants \"comfort\" or \"eco\" or \"frost\", not null"),
        (#"{"window-open":1}"#, "“window-open” wants true or false, not 1"),
        (#"{"setpoint":22,"mode":7}"#, "“mode” wants \"comfort\" or \"eco\" or \"frost\", not 7"),
    ])
    func `what makes no sense is refused as a whole`(_ payload: String, _ refusal: String) throws {
        var device = try Fixtures.device("thermostat")
        let before = try device.json(at: 0)
        let outcome = device.obey(command: 0, payload: payload.utf8, at: .zero)
        #expect(outcome.refusal == refusal)
        #expect(!outcome.owesAnswer && !outcome.owesReport && outcome.changed == 0)
        #expect(try device.json(at: 0) == before)
    }

    @Test
    func `answers echo what tells commands apart`() throws {
        var device = try Fixtures.device("thermostat")
        let payload = #"{"setpoint":22.5,"id":7,"token":"a\"b","why":[1]}"#
        let outcome = device.obey(command: 0, payload: payload.utf8, at: .zero)
        #expect(outcome.ignored == 1 && outcome.changed == 1)
        #expect(
            answer(device, outcome)
                == #"{"setpoint":22.5,"mode":"comfort","window-open":false,"id":7,"token":"a\"b"}"#)
    }

    @Test
    func `a probe echoes everything`() throws {
        var device = try Fixtures.device("probe", number: 3)
        let outcome = device.obey(command: 0, payload: #"{"id":1,"x":{"y":[]}}"#.utf8, at: .zero)
        #expect(outcome.ignored == 0 && outcome.owesAnswer && !outcome.owesReport)
        #expect(answer(device, outcome) == #"{"answered-by":"probe-3","id":1,"x":{"y":[]}}"#)
    }

    @Test
    func `a delta is obeyed once, and reported`() throws {
        var device = try Fixtures.device("sprinkler")
        let delta: JSON = ["version": 4, "state": ["water": "on", "color": "red"]]
        let outcome = device.obey(delta: delta, at: .zero)
        #expect(outcome.obeyed == 1 && outcome.changed == 1 && outcome.ignored == 1)
        #expect(outcome.owesReport && !outcome.owesAnswer)
        var bytes: [UInt8] = []
        device.shadowReport(token: "t-1", into: &bytes)
        #expect(
            bytes.text
                == #"{"state":{"reported":{"water":"on","moisture":28.00}},"clientToken":"t-1"}"#)
        #expect(device.obey(delta: delta, at: .zero).refusal == "version 4 is not newer than 4")
        let older: JSON = ["version": 3, "state": ["water": "off"]]
        #expect(device.obey(delta: older, at: .zero).refusal != nil)
        #expect(try device.json(at: 0)["water"] == "on")
    }

    @Test
    func `after an outage the whole shadow tells what is wanted`() throws {
        var device = try Fixtures.device("sprinkler")
        let document: JSON = [
            "version": 9,
            "state": [
                "desired": ["water": "on"], "reported": ["water": "off"],
                "delta": ["water": "on"],
            ],
        ]
        #expect(device.obey(shadow: document, at: .zero).changed == 1)
        // The report was lost, so the same document comes again and is owed another.
        let again = device.obey(shadow: document, at: .zero)
        #expect(again.obeyed == 1 && again.changed == 0 && again.owesReport)
        let settled: JSON = ["version": 10, "state": ["reported": ["water": "on"]]]
        let outcome = device.obey(shadow: settled, at: .zero)
        #expect(outcome.refusal == nil && outcome.obeyed == 0 && !outcome.owesReport)
        #expect(device.obey(shadow: document, at: .zero).refusal == "version 9 is older than 10")
        #expect(device.obey(delta: ["version": 11], at: .zero).refusal != nil)
    }

    @Test
    func `a device without a shadow says so`() throws {
        var device = try Fixtures.device("turbine")
        #expect(device.obey(delta: ["state": [:]], at: .zero).refusal == "there is no shadow")
        var bytes: [UInt8] = []
        device.shadowReport(into: &bytes)
        #expect(bytes.isEmpty)
    }
}

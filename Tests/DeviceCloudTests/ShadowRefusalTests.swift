import Base
import DeviceCloud
import Testing

@Suite struct ShadowRefusalTests {
    @Test(arguments: [
        ("", 400, "Invalid JSON"), ("{", 400, "Invalid JSON"), ("[]", 400, "Invalid JSON"),
        ("7", 400, "Invalid JSON"), (#"{"state":{},"state":{}}"#, 400, "Invalid JSON"),
        ("{}", 400, "Missing required node: state"),
        (#"{"desired":{}}"#, 400, "Missing required node: state"),
        (#"{"state":1}"#, 400, "State node must be an object"),
        (#"{"state":[]}"#, 400, "State node must be an object"),
        (#"{"state":{"desired":1}}"#, 400, "Desired node must be an object"),
        (#"{"state":{"reported":"x"}}"#, 400, "Reported node must be an object"),
        (#"{"state":{"delta":{}}}"#, 400, "State contains an invalid node: 'delta'"),
        (#"{"state":{},"version":"1"}"#, 400, "Invalid version"),
        (#"{"state":{},"version":-1}"#, 400, "Invalid version"),
        (#"{"state":{},"version":1.5}"#, 400, "Invalid version"),
        (#"{"state":{},"clientToken":7}"#, 400, "Invalid clientToken"),
        (#"{"state":{"desired":{"a":[1,null]}}}"#, 400, "Invalid JSON"),
        (
            #"{"state":{"desired":{"2":{"3":{"4":{"5":{"6":{"7":{}}}}}}}}}"#, 400,
            "JSON contains too many levels of nesting; maximum is 6"
        ),
        (
            #"{"state":{"desired":{"2":{"3":{"4":{"5":{"6":[[]]}}}}}}}"#, 400,
            "JSON contains too many levels of nesting; maximum is 6"
        ),
        (#"{"state":{},"version":2}"#, 409, "Version conflict"),
    ])
    func `a wrong update is refused with its reason`(
        payload: String, code: Int64, message: String
    ) throws {
        var talk = Conversation()
        let answers = try talk.ask("update", payload)
        #expect(
            answers["rejected"] == [
                "code": .integer(code), "message": .string(message), "timestamp": 1000,
            ])
        #expect(answers.topics == ["$aws/things/turbine-1/shadow/update/rejected"])
        #expect(talk.service.count == 0)
    }

    @Test(arguments: [
        #"{"state":{"desired":{"2":{"3":{"4":{"5":{"6":{"7":1}}}}}}}}"#,
        #"{"state":{},"version":0}"#,
        #"{"state":{},"version":1}"#, #"{"state":{"desired":null,"reported":null}}"#,
        #"{"state":{},"unknown":[null]}"#,
    ])
    func `what stays within the limits is accepted`(payload: String) throws {
        var talk = Conversation()
        #expect(try talk.ask("update", payload)["accepted"]?["version"] == 1)
    }

    @Test func `a token of 64 bytes is echoed and one of 65 refused`() throws {
        var talk = Conversation()
        let longest = JSON.string(String(repeating: "é", count: 32))
        let accepted = try talk.update(["state": .object(JSON.Members()), "clientToken": longest])
        #expect(accepted["accepted"]?["clientToken"] == longest)
        let longer = JSON.string(String(repeating: "é", count: 32) + "x")
        let refused = try talk.update(["state": .object(JSON.Members()), "clientToken": longer])
        #expect(refused["rejected"]?["message"] == "Invalid clientToken")
        #expect(refused["rejected"]?["clientToken"] == nil)
    }

    @Test func `a payload that is not UTF-8 is refused as such`() throws {
        var talk = Conversation()
        #expect(try talk.ask("update", bytes: [0x7B, 0xFF, 0x7D])["rejected"]?["code"] == 415)
    }

    @Test func `a get with a broken payload is refused`() throws {
        var talk = Conversation()
        _ = try talk.update(["state": ["reported": ["a": 1]]])
        #expect(try talk.ask("get", "{")["rejected"]?["code"] == 400)
        #expect(try talk.ask("delete", "{")["accepted"]?["version"] == 1)
    }

    @Test(arguments: [("x", 8178, true), ("x", 8179, false), ("<", 8178, true), ("é", 4089, true)])
    func `a document of 8192 bytes fits and one more does not`(
        letter: String, count: Int, fits: Bool
    ) throws {
        var talk = Conversation()
        let value = JSON.string(String(repeating: letter, count: count))
        let answers = try talk.update(["state": ["reported": ["SomeKey": value]]])
        #expect((answers["accepted"] != nil) == fits)
        #expect(fits || answers["rejected"]?["code"] == 413)
    }

    @Test func `both sections count, and what was there before`() throws {
        var talk = Conversation()
        let half = JSON.string(String(repeating: "x", count: 4088))
        let limit: JSON = ["state": ["desired": ["k": half], "reported": ["k": half]]]
        #expect(try talk.update(limit)["accepted"] != nil)
        #expect(try talk.update(["state": ["desired": ["b": 1]]])["rejected"]?["code"] == 413)
        let kept = try talk.ask("get")["accepted"]
        #expect(kept?["state"]?["desired"]?["b"] == nil)
        #expect(kept?["version"] == 1)
        #expect(try talk.update(["state": ["desired": ["k": .null]]])["accepted"]?["version"] == 2)
        #expect(try talk.update(["state": ["desired": ["b": 1]]])["accepted"]?["version"] == 3)
    }

    @Test func `a huge request is refused before it is read`() throws {
        var profile = ShadowProfile()
        profile.largestRequest = 100
        var talk = Conversation(profile: profile)
        #expect(
            try talk.ask("update", String(repeating: "[", count: 101))["rejected"]?["code"] == 413)
    }

    @Test func `the depth is a matter of the profile`() throws {
        var profile = ShadowProfile()
        profile.deepest = 1
        var talk = Conversation(profile: profile)
        #expect(try talk.update(["state": ["desired": ["a": 1]]])["accepted"] != nil)
        #expect(
            try talk.update(["state": ["desired": ["a": ["b": 1]]]])["rejected"]?["message"]
                == "JSON contains too many levels of nesting; maximum is 1")
    }

    @Test func `more shadows than can be held are refused until old graves are cleared`() throws {
        var profile = ShadowProfile()
        profile.mostShadows = 2
        var talk = Conversation(profile: profile)
        for thing in ["a", "b"] {
            talk.thing = thing
            #expect(try talk.update(["state": ["reported": ["x": 1]]])["accepted"] != nil)
        }
        talk.thing = "c"
        #expect(try talk.update(["state": ["reported": ["x": 1]]])["rejected"]?["code"] == 429)
        talk.thing = "a"
        _ = try talk.ask("delete")
        talk.thing = "c"
        talk.now += 100
        #expect(try talk.update(["state": ["reported": ["x": 1]]])["rejected"]?["code"] == 429)
        talk.now += 48 * 3600
        #expect(try talk.update(["state": ["reported": ["x": 1]]])["accepted"]?["version"] == 1)
        #expect(talk.service.count == 2)
    }

    @Test func `the version of a deleted shadow is forgotten after 48 hours`() throws {
        var talk = Conversation()
        for _ in 0..<5 { _ = try talk.update(["state": ["reported": ["x": 1]]]) }
        _ = try talk.ask("delete")
        talk.now += 48 * 3600
        #expect(try talk.update(["state": ["reported": ["x": 1]]])["accepted"]?["version"] == 7)
        _ = try talk.ask("delete")
        talk.now += 48 * 3600 + 1
        #expect(try talk.update(["state": ["reported": ["x": 1]]])["accepted"]?["version"] == 1)
    }
}

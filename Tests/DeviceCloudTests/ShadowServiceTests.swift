import Base
import DeviceCloud
import Testing

@Suite struct ShadowServiceTests {
    @Test func `a lamp is found, coloured and obeys`() throws {
        var lamp = Conversation()
        _ = try lamp.update(["state": ["reported": ["ON": true]]])
        _ = try lamp.update(["state": ["reported": ["ON": .null]]])

        lamp.now = 1_591_140_517
        let first = try lamp.update([
            "state": ["reported": ["ID": "SmartLamp21", "ColorRGB": [128, 128, 128]]],
            "clientToken": "one",
        ])
        let then: JSON = ["timestamp": 1_591_140_517]
        #expect(
            first["accepted"] == [
                "state": ["reported": ["ID": "SmartLamp21", "ColorRGB": [128, 128, 128]]],
                "metadata": ["reported": ["ID": then, "ColorRGB": [then, then, then]]],
                "version": 3, "timestamp": 1_591_140_517, "clientToken": "one",
            ])
        #expect(first["delta"] == nil)

        lamp.now = 1_591_141_111
        let seen = try lamp.ask("get")
        #expect(
            seen["accepted"] == [
                "state": ["reported": ["ID": "SmartLamp21", "ColorRGB": [128, 128, 128]]],
                "metadata": ["reported": ["ID": then, "ColorRGB": [then, then, then]]],
                "version": 3, "timestamp": 1_591_141_111,
            ])

        lamp.now = 1_591_141_596
        let desired = try lamp.update([
            "state": ["desired": ["ColorRGB": [255, 255, 0]]], "clientToken": "two",
        ])
        let wish: JSON = ["timestamp": 1_591_141_596]
        #expect(
            desired["accepted"] == [
                "state": ["desired": ["ColorRGB": [255, 255, 0]]],
                "metadata": ["desired": ["ColorRGB": [wish, wish, wish]]],
                "version": 4, "timestamp": 1_591_141_596, "clientToken": "two",
            ])
        #expect(
            desired["delta"] == [
                "version": 4, "timestamp": 1_591_141_596, "state": ["ColorRGB": [255, 255, 0]],
                "metadata": ["ColorRGB": [wish, wish, wish]], "clientToken": "two",
            ])

        lamp.now = 1_591_142_747
        let obeyed = try lamp.update([
            "state": ["reported": ["ColorRGB": [255, 255, 0]]], "clientToken": "three",
        ])
        let done: JSON = ["timestamp": 1_591_142_747]
        #expect(obeyed["delta"] == nil)
        #expect(obeyed["accepted"]?["version"] == 5)
        #expect(
            obeyed["documents"] == [
                "previous": [
                    "state": [
                        "desired": ["ColorRGB": [255, 255, 0]],
                        "reported": ["ID": "SmartLamp21", "ColorRGB": [128, 128, 128]],
                    ],
                    "metadata": [
                        "desired": ["ColorRGB": [wish, wish, wish]],
                        "reported": ["ID": then, "ColorRGB": [then, then, then]],
                    ],
                    "version": 4,
                ],
                "current": [
                    "state": [
                        "desired": ["ColorRGB": [255, 255, 0]],
                        "reported": ["ID": "SmartLamp21", "ColorRGB": [255, 255, 0]],
                    ],
                    "metadata": [
                        "desired": ["ColorRGB": [wish, wish, wish]],
                        "reported": ["ID": then, "ColorRGB": [done, done, done]],
                    ],
                    "version": 5,
                ],
                "timestamp": 1_591_142_747, "clientToken": "three",
            ])
    }

    @Test func `a report that does not help is told the difference again`() throws {
        var talk = Conversation()
        _ = try talk.update(["state": ["desired": ["a": 1, "b": ["c": 2]]]])
        talk.now = 2000
        let answers = try talk.update(["state": ["reported": ["z": 1]]])
        #expect(answers["delta"]?["state"] == ["a": 1, "b": ["c": 2]])
        #expect(
            answers["delta"]?["metadata"] == [
                "a": ["timestamp": 1000], "b": ["c": ["timestamp": 1000]],
            ])
    }

    @Test func `answers go to the shadow's own topics, delta before documents before accepted`()
        throws
    {
        var talk = Conversation()
        let own = "$aws/things/turbine-1/shadow"
        let update = try talk.update(["state": ["desired": ["a": 1]]])
        #expect(
            update.topics == ["delta", "documents", "accepted"].map { "\(own)/update/\($0)" })
        #expect(try talk.ask("get").topics == ["\(own)/get/accepted"])
        #expect(try talk.ask("delete").topics == ["\(own)/delete/accepted"])
        #expect(try talk.ask("delete").topics == ["\(own)/delete/rejected"])
    }

    @Test func `a named shadow is another shadow`() throws {
        var talk = Conversation()
        _ = try talk.update(["state": ["reported": ["a": 1]]])
        let named = try talk.ask("name/$gate/update", #"{"state":{"reported":{"a":2}}}"#)
        #expect(named["accepted"]?["version"] == 1)
        #expect(named.topics.last == "$aws/things/turbine-1/shadow/name/$gate/update/accepted")
        #expect(try talk.ask("get")["accepted"]?["state"] == ["reported": ["a": 1]])
        let missing = try talk.ask("name/door/get")["rejected"]
        #expect(missing?["message"] == "No shadow exists with name: 'door'")
        #expect(talk.service.count == 2)
    }

    @Test(arguments: [
        "$aws/things/t/shadow/update/accepted", "$aws/things/t/shadow/update/delta",
        "$aws/things/t/shadow", "$aws/things/t/shadow/", "$aws/things/t/shadow/list",
        "$aws/things//shadow/get", "$aws/things/t/shadow/get/", "$aws/things/a b/shadow/get",
        "$aws/things/t/shadow/name/get", "$aws/things/t/shadow/name//get",
        "aws/things/t/shadow/get",
        "$aws/things/t/shadow/name/n/o/get", "$aws/things/t/shadow/GET", "$aws/things/t/jobs/get",
        "$aws/things/$t/shadow/get", "$aws/things/t/shadow/get/delta", "",
        "$aws/things/t/shadow/update/accepted/x", "$aws/things/t/shadow/name/n/update/delta",
    ])
    func `what is no request gets no answer`(topic: String) {
        var service = ShadowService()
        var replies: [ShadowService.Message] = []
        service.receive(topic: topic, payload: [], at: 0, into: &replies)
        #expect(replies.isEmpty)
    }

    @Test func `the service listens where requests come`() {
        #expect(ShadowService.filters.contains("$aws/things/+/shadow/update"))
        #expect(ShadowService.filters.contains("$aws/things/+/shadow/name/+/get"))
        #expect(ShadowService.filters.count == 6)
    }

    @Test func `tokens come back in every answer`() throws {
        var talk = Conversation()
        let update = try talk.update(["state": ["desired": ["a": 1]], "clientToken": "x"])
        for answer in ["delta", "documents", "accepted"] {
            #expect(update[answer]?["clientToken"] == "x")
        }
        #expect(try talk.ask("get", #"{"clientToken":"y"}"#)["accepted"]?["clientToken"] == "y")
        #expect(try talk.ask("get")["accepted"]?["clientToken"] == nil)
        #expect(
            try talk.ask("delete", #"{"clientToken":"z"}"#)["accepted"] == [
                "version": 1, "timestamp": 1000, "clientToken": "z",
            ])
        #expect(try talk.ask("get", #"{"clientToken":"y"}"#)["rejected"]?["clientToken"] == "y")
    }
}

import Base
import DeviceCloud
import Foundation
import Testing

@Suite struct ShadowVectorTests {
    static let vectors: [JSON] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../fixtures/shadows/vectors.json")
        guard let bytes = try? Data(contentsOf: file),
            let vectors = try? JSON(parsing: Array(bytes)).array
        else { return [] }
        return vectors
    }()

    @Test func `there are vectors`() {
        #expect(Self.vectors.count >= 20)
    }

    @Test(arguments: vectors.indices)
    func `a conversation goes as written`(index: Int) throws {
        let vector = Self.vectors[index]
        let about = vector["about"]?.string ?? ""
        var conversation = Conversation()
        for step in try #require(vector["steps"]?.array) {
            let members = try #require(step.object)
            let request = try #require(members.keys.first)
            let body = try #require(step[request])
            let answers = try conversation.ask(request, request == "update" ? body.compact : "")
            let place = Comment(rawValue: "\(about): \(step.compact)")
            if let code = step["code"] {
                let error = try #require(answers["rejected"], place)
                #expect(error["code"] == code, place)
                if let message = step["message"] { #expect(error["message"] == message, place) }
                if let token = step["token"] { #expect(error["clientToken"] == token, place) }
                #expect(answers.topics.count == 1, place)
                continue
            }
            let accepted = try #require(answers["accepted"], place)
            if let version = step["version"] { #expect(accepted["version"] == version, place) }
            if let metadata = step["metadata"] { #expect(accepted["metadata"] == metadata, place) }
            if let answer = step["answer"] { #expect(accepted == answer, place) }
            if request == "get" { #expect(accepted["state"] == body["state"], place) }
            if request == "update" { #expect(accepted["state"] == body["state"], place) }
        }
    }
}

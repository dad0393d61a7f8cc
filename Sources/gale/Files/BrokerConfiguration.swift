import Harness
import YAML

extension BrokerFile {
    /// Reads the file of `gale broker --config`.
    init(reading path: String) throws(Failure) {
        do {
            try self.init(parsing: try TextFile.bytes(of: path), file: path)
        } catch let problem as Problem {
            throw Failure(.badInput, "\(problem)")
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
    }
}

/** Finds the requirements of a specification, told from mere mentions of their IDs. */
import { readSpecificationText } from "@omega/readiness/spec";

const text = `# Locks

- [OC-LOCK-1003] The lock MUST be exclusive.
As OC-LOCK-1003 says, nobody else writes.

- [OC-LOCK-1004] A waiter SHOULD give up after the deadline.
`;
for (const { id, level, title } of readSpecificationText(".specs/10-locks.md", text)) {
  console.log(`${id} ${level}: ${title}`);
}

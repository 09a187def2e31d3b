/** For whoever ends comments of many threads at once: see there. */
export { endComment } from './comments/end-comment.ts'

/** For whoever takes a person out of everybody's notifications: see there. */
export { withdrawActors } from './notifications/withdraw.ts'

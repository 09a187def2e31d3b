/** Cost points that one operation of an app may cost. A full home page with recommendations costs some 2,000. */
export const operationCostMax = (firstParty: boolean): number => (firstParty ? 10_000 : 5_000)

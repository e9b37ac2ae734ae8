/** Schema files by the name of the validator that is made of each. */
export declare const VALIDATORS: Readonly<Record<'validateQuiz' | 'validateAnswers' | 'validateHistory', string>>
/** The path of a validator's generated source. */
export declare function generatedPath(name: string): string
/** The source text of one validator. */
export declare function validatorSource(name: string): Promise<string>

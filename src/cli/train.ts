// argmax train: data in, a run folder out. The order is what matters here: whatever can be refused is refused before data is
// loaded, and the model is saved before anything is measured or printed.

import type { Command } from 'commander'
import { hashData } from '../data/index.ts'
import { DivergedError, UsageError } from '../errors.ts'
import type { Sequential } from '../index.ts'
import { buildModel } from './buildModel.ts'
import type { Context } from './context.ts'
import { ClosedOutputError, GateError, InterruptedError } from './exitCodes.ts'
import { type DatasetRecord, divide, holdBackValidation } from './heldOut.ts'
import { type InterruptionListener, listenForInterruption } from './interruption.ts'
import { dataName, loadData } from './loadData.ts'
import { barDisplay, lineDisplay, noDisplay, type ProgressDisplay } from './progressDisplay.ts'
import { openRunFolder, type RunFolder } from './runFolder.ts'
import { score } from './score.ts'
import { addTrainOptions, chooseModel, DEFAULT_TEST_SPLIT, type TrainFlags } from './trainOptions.ts'

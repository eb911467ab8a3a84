import { testSavedPlans } from './saved-plans';

testSavedPlans(3);
